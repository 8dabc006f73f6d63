"""Sportradar's XML as the JSON it stands for, by the rules of the provider's own pairs of answers.

Attributes become scalars; a container element becomes an array under its own name, its children's names dropped; a
single child becomes an object; the root element is not repeated.
"""

from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from mirror.catalogue import NotAnAnswer
from mirror.shaping.shape import Untyped

_CONTAINERS = {"stages", "parents", "competitors", "teams", "markets", "outcomes", "mappings"}
# Roots whose children stand directly below them, without a container: `<seasons><stage/><stage/></seasons>`.
_BARE = {"stage": "stages", "mapping": "mappings"}
_WITH_ONE_STAGE = {"summary", "probabilities", "stage_summary", "stage_probabilities"}


def tree(body: bytes) -> dict[str, Any]:
    """The object that `body` stands for; every scalar is `Untyped`. Raises NotAnAnswer when it is not XML."""
    try:
        root = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError) as trouble:
        raise NotAnAnswer("the answer is not XML") from trouble
    found = _object(root)
    if _name(root) not in _WITH_ONE_STAGE:
        for child, container in _BARE.items():
            loose = [_value(element) for element in root if _name(element) == child]
            if loose:
                found.pop(child)
                found[container] = loose
    return found


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _object(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: Untyped(value) for name, value in element.attrib.items() if "}" not in name
    }
    for child in element:
        found[_name(child)] = (
            [_value(inner) for inner in child] if _name(child) in _CONTAINERS else _value(child)
        )
    return found


def _value(element: Element) -> Any:
    if not element.attrib and not len(element):
        return Untyped((element.text or "").strip())
    return _object(element)
