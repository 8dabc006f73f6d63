"""Prints the modules of rows and endpoints from the tables and the catalogue: `python -m mirror.reading.printing`.

What is printed is light: it imports neither the tables nor the catalogue. A test says when it is stale.
"""

import inspect
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Boolean, Integer, Numeric, Table
from sqlmodel import SQLModel

from mirror.providers import PROVIDERS
from mirror.reading.resources import RESOURCES, Resource
from mirror.tables import altsportsdata, balldontlie, sportradar
from mirror.tables.columns import Instant, Json
from mirror.walk.due import leads_to

FOLDER = Path(__file__).parent
_MODULES = {"balldontlie": balldontlie, "sportradar": sportradar, "altsportsdata": altsportsdata}
_NAMES = {"balldontlie": "BallDontLie", "sportradar": "Sportradar", "altsportsdata": "AltSportsData"}
_TYPES = {
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "text": "str",
    "instant": "str",
    "json": "str",
}
_WIDE = 110
_HOW = ("removed: bool = False", "strict: bool | None = None", "as_of: Moment = None", "**others: Any")
_HEADER = '''"""{title}

Printed by `python -m mirror.reading.printing` from the tables and `resources.py`; change those, not this file.
"""

# fmt: off
'''


def printed() -> dict[str, str]:
    """The text of each printed module, by file name."""
    return {"endpoints.py": _endpoints(), **{f"{name}.py": _provider(name) for name in PROVIDERS}}


def _endpoints() -> str:
    lines = [
        _HEADER.format(title="Every endpoint: its table, what lists its scopes, and what a scope fills in."),
        "from typing import NamedTuple",
        "",
        "",
    ]
    lines += [
        "class Endpoint(NamedTuple):",
        '    """One endpoint of the catalogue; `needs` are the endpoints whose rows list its scopes."""',
        "",
        "    table: str",
        "    each: str",
        "    ask: tuple[str, ...]",
        "    needs: tuple[str, ...]",
        "",
        "",
        "ENDPOINTS: dict[str, dict[str, Endpoint]] = {",
    ]
    for name, provider in PROVIDERS.items():
        lines.append(f'    "{name}": {{')
        for one in provider.endpoints:
            needs = tuple(each for each in leads_to(provider, one) if each != one.name)
            told = ", ".join(_literal(fact) for fact in (one.table, one.each, one.ask, needs))
            lines.append(f'        "{one.name}": Endpoint({told}),')
        lines.append("    },")
    return "\n".join([*lines, "}", ""])


def _literal(value: str | tuple[str, ...]) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return f"({', '.join(map(_literal, value))}{',' if len(value) == 1 else ''})"


def _provider(name: str) -> str:
    classes = {str(one.__tablename__): one for one in _classes(name)}
    lines = [
        _HEADER.format(
            title=f"What {PROVIDERS[name].title} says: rows of its tables, and its own questions."
        ),
        "from __future__ import annotations",
        "",
        "from collections.abc import Mapping",
        "from typing import Any, ClassVar",
        "",
        "from mirror.reading.answer import Answer",
        f"from mirror.reading.filters import {', '.join(_annotations(name))}",
        "from mirror.reading.resources import RESOURCES",
        "from mirror.reading.room import Moment, Room",
        "from mirror.reading.rows import Row",
    ]
    for table, one in classes.items():
        lines += ["", "", *_row(one, SQLModel.metadata.tables[table], classes)]
    lines += ["", "", *_room(name, {table: one.__name__ for table, one in classes.items()})]
    return "\n".join([*lines, ""])


def _classes(name: str) -> list[type[SQLModel]]:
    found = [
        one for one in vars(_MODULES[name]).values() if inspect.isclass(one) and issubclass(one, SQLModel)
    ]
    return [one for one in found if one is not SQLModel]


def _annotations(name: str) -> list[str]:
    return sorted({each.type for one in RESOURCES[name] for each in one.filters})


def kind_of(column: object) -> str:
    """What a column holds: integer, number, boolean, text, instant or json."""
    if isinstance(column, Instant):
        return "instant"
    if isinstance(column, Json):
        return "json"
    if isinstance(column, Boolean):
        return "boolean"
    if isinstance(column, Integer):
        return "integer"
    return "number" if isinstance(column, Numeric) else "text"


# Rows


def _row(one: type[SQLModel], table: Table, classes: dict[str, type[SQLModel]]) -> Iterator[str]:
    kinds = {column.name: kind_of(column.type) for column in table.columns}
    keys = [column.name for column in table.primary_key]
    yield f"class {one.__name__}(Row):"
    yield from _docstring(
        inspect.cleandoc(one.__doc__ or ""),
        {column.name: column.comment or "" for column in table.columns},
        "    ",
    )
    yield ""
    yield from _wrapped("    __slots__ = (", [f'"{name}"' for name in kinds], ")")
    yield ""
    yield f'    TABLE: ClassVar[str] = "{table.name}"'
    yield f"    KEYS: ClassVar[tuple[str, ...]] = {_literal(tuple(keys))}"
    yield from _wrapped(
        "    COLUMNS: ClassVar[Mapping[str, str]] = {",
        [f'"{name}": "{kind}"' for name, kind in kinds.items()],
        "}",
    )
    yield ""
    for name, kind in kinds.items():
        nullable = table.columns[name].nullable or name not in keys
        yield f"    {name}: {_TYPES[kind]}{' | None' if nullable else ''}"
    for key in sorted(table.foreign_key_constraints, key=lambda key: [column.name for column in key.columns]):
        yield from _relation(key, list(kinds), classes)


def _relation(key: object, columns: list[str], classes: dict[str, type[SQLModel]]) -> Iterator[str]:
    own = [column.name for column in key.columns]  # type: ignore[attr-defined] # a ForeignKeyConstraint
    name, target = own[-1].removesuffix("_id"), classes[key.referred_table.name].__name__  # type: ignore[attr-defined] # a ForeignKeyConstraint
    if name in columns:
        return
    yield ""
    yield "    @property"
    yield f"    def {name}(self) -> {target} | None:"
    yield f'        """The {name.replace("_", " ")} of `{", ".join(own)}`, loaded together with those of the rows beside."""'
    key = ", ".join(f"self.{column}" for column in own)
    if len(own) > 1:
        key = f"({key})"
    # Looked up here, for a call costs more than finding what has been loaded.
    yield "        try:"
    yield f"            found: {target} | None = self._batch.loaded[{target}][{key}]"
    yield "        except KeyError:"
    names = ", ".join(_literal(column) for column in own)
    yield f"            found = self._parent({target}, {key}, {names})"
    yield "        return found"


# The questions of a provider


def _room(name: str, classes: dict[str, str]) -> Iterator[str]:
    yield f"class {_NAMES[name]}(Room):"
    yield f'    """The tables of {PROVIDERS[name].title}, asked by its own names and filters; all return an Answer."""'
    yield ""
    yield f'    PROVIDER = "{name}"'
    for place, resource in enumerate(RESOURCES[name]):
        yield ""
        yield from _method(resource, place, classes[resource.table], name)


def _method(resource: Resource, place: int, row: str, provider: str) -> Iterator[str]:
    given = [f"{each.name}: {each.type} = None" for each in resource.filters]
    told = [*given[: resource.positional], "*", *given[resource.positional :], *_HOW]
    yield from _wrapped(f"    def {resource.name}(", ["self", *told], f") -> Answer[{row}]:")
    about = inspect.cleandoc(_class_of(resource.table, provider).__doc__ or "").split("\n\n")
    page = resource.page or (about[1] if len(about) > 1 else "")
    first = " ".join(about[0].split())
    lines = [f"Rows of `{resource.table}`. {first}", *([page] if page else [])]
    notes = {
        **{each.name: each.about for each in resource.filters},
        "removed": "Also the rows that the provider was proven to have removed.",
        "strict": "Raise IncompleteAnswer unless everything behind the answer is complete.",
        "as_of": "Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.",
    }
    yield from _docstring("\n\n".join(lines), notes, "        ", of="Filters", raises=True)
    pairs = [f'"{each.name}": {each.name}' for each in resource.filters]
    yield f"        resource = RESOURCES[self.PROVIDER][{place}]"
    yield from _wrapped("        given = {", [*pairs, "**others"], "}")
    yield f"        return self._ask(resource, {row}, given, removed=removed, strict=strict, as_of=as_of)"


def _class_of(table: str, provider: str) -> type[SQLModel]:
    return next(one for one in _classes(provider) if str(one.__tablename__) == table)


def _docstring(
    text: str, notes: dict[str, str], indent: str, of: str = "Columns", *, raises: bool = False
) -> Iterator[str]:
    first, *rest = text.split("\n\n")
    lines = textwrap.wrap(" ".join(first.split()), _WIDE - len(indent) - 3)
    for part in rest:
        lines += ["", *textwrap.wrap(" ".join(part.split()), _WIDE - len(indent))]
    lines += ["", f"{of}:"]
    for name, note in notes.items():
        lines += textwrap.wrap(
            f"{name}: {note}", _WIDE - len(indent), initial_indent="  ", subsequent_indent="      "
        )
    if raises:
        lines += [
            "",
            "Raises MirrorError for a filter that does not exist and for a value that does not fit.",
        ]
    yield f'{indent}"""{lines[0]}'
    for line in lines[1:]:
        yield f"{indent}{line}" if line else ""
    yield f'{indent}"""'


def _wrapped(head: str, parts: list[str], tail: str) -> Iterator[str]:
    whole = (
        head
        + ", ".join(parts)
        + (",)" if tail.startswith(")") and len(parts) == 1 and "slots" in head else tail)
    )
    if len(whole) <= _WIDE:
        yield whole
        return
    yield head
    indent = " " * (len(head) - len(head.lstrip()) + 4)
    line = indent
    for part in parts:
        if line != indent and len(line) + len(part) + 2 > _WIDE:
            yield line
            line = indent
        line += f"{'' if line == indent else ' '}{part},"
    yield line
    yield " " * (len(head) - len(head.lstrip())) + tail


if __name__ == "__main__":
    for file, text in printed().items():
        (FOLDER / file).write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(printed())} modules are printed.\n")
