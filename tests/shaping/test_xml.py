"""Sportradar's XML becomes the rows of its JSON."""

import codecs
import json
from dataclasses import asdict
from typing import Any

import pytest

from mirror.catalogue import NotAnAnswer
from mirror.providers.xml import tree
from tests.conformance.answers import ANSWERS, Answer
from tests.conformance.rows import shaped

IN_XML = [answer for answer in ANSWERS if answer.path.suffix == ".xml"]


@pytest.mark.parametrize("answer", IN_XML, ids=str)
def test_xml_and_json_are_one_page(answer: Answer) -> None:
    in_json = shaped(answer, json.dumps(answer.content).encode())
    in_xml = shaped(answer, answer.body)

    def told(page: Any) -> dict[str, Any]:
        page_ = asdict(page)
        page_["writes"] = sorted(
            sorted(sorted(zip(write.columns, row, strict=True), key=str) for row in write.rows)
            for write in page.writes
        )
        return page_

    assert told(in_xml) == told(in_json)
    assert told(shaped(answer, codecs.BOM_UTF8 + answer.body)) == told(in_json)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<seasons><stage id='1'/></seasons>", {"stages": [{"id": "1"}]}),
        ("<seasons><stage id='1'/><stage id='2'/></seasons>", {"stages": [{"id": "1"}, {"id": "2"}]}),
        ("<seasons><stages><stage id='1'/></stages></seasons>", {"stages": [{"id": "1"}]}),
        ("<seasons><stages/></seasons>", {"stages": []}),
        (
            "<summary xmlns='http://x'><stage id='1'><venue id='v'/></stage></summary>",
            {"stage": {"id": "1", "venue": {"id": "v"}}},
        ),
        ("<merge_mappings><mapping merged_id='a'/></merge_mappings>", {"mappings": [{"merged_id": "a"}]}),
        ("<profile><info><salary> 5 </salary></info></profile>", {"info": {"salary": "5"}}),
    ],
)
def test_elements_become_objects_and_lists(text: str, expected: dict[str, Any]) -> None:
    assert tree(text.encode()) == expected


@pytest.mark.parametrize(
    "body", [b"<a>", b"<a></b>", b"", b"<a>&nope;</a>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>']
)
def test_what_is_no_xml_is_no_answer(body: bytes) -> None:
    with pytest.raises(NotAnAnswer, match="not XML"):
        tree(body)
