"""From a template and its values to words: a subject, a text and HTML, both parts from the same source.

Templates are light Markdown. A value never reaches the Markdown parser: while a template is rendered, each value is
set aside and a mark stands in its place; the marks are filled in afterwards, escaped for HTML, plain for the text.
So nothing that anybody typed can become markup, a link or a heading.
"""

import html
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from markdown_it import MarkdownIt
from markupsafe import Markup

from models.dates import Language

WIDTH = 76
_OPEN, _SHUT = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(\\d+){_SHUT}")
_ITEM = re.compile(r"(?:- |\d+\. )")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ue000\ue001\ufeff]"
)
_VALUES = "_values"


@dataclass(frozen=True, slots=True)
class Wording:
    """A letter's words. `body` is HTML for the layout's middle, without the page around it."""

    subject: str
    text: str
    body: str


class Link(str):
    """An address of ours among a letter's values: it can be clicked in the HTML part. Never made from typed text."""

    __slots__ = ()


class NoWords(LookupError):
    """There is no letter of this kind in this language. `narahubung letters kinds` lists the kinds there are."""


def word(kind: str, language: Language, values: Mapping[str, Any]) -> Wording:
    """The words of a kind in a language. Raises `NoWords`, and `jinja2.UndefinedError` for a name nobody gave."""
    template = _template(kind, language)
    kept: list[str] = []
    context = template.new_context({**values, _VALUES: kept})
    subject = "".join(template.blocks["subject"](context))
    source = "".join(template.root_render_func(context))
    return Wording(
        subject=" ".join(_fill(subject, kept).split()),
        text=_as_text(source, kept),
        body=_MARK.sub(lambda mark: _as_html(kept[int(mark[1])]), _markdown(source)),
    )


def clean(value: str) -> str:
    """The value without characters that cannot be seen: controls, and those that reverse the direction of text."""
    return _UNSEEN.sub("", value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def page(name: str, values: Mapping[str, Any]) -> str:
    """An HTML page around words: `name` is a file of `templates/`. Values are escaped, `Markup` is not."""
    return _pages().get_template(name).render(values)


@pass_context
def _set_aside(context: Context, value: object) -> Markup:
    if isinstance(value, Markup):
        return value
    if value is None:
        raise TypeError(f"a value is missing in {context.name}")
    kept: list[str] = context[_VALUES]
    kept.append(value if isinstance(value, Link) else clean(str(value)))
    return Markup(f"{_OPEN}{len(kept) - 1}{_SHUT}")  # noqa: S704 - two marks and a number


def _marker(number: int) -> Markup:
    """The number of a list's item as part of the template's Markdown, not as a value in it."""
    return Markup(f"{int(number)}. ")  # noqa: S704 - an integer


@lru_cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("notifications", f"templates/{language}"),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_set_aside,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["marker"] = _marker
    return environment


@lru_cache
def _pages() -> Environment:
    return Environment(
        loader=PackageLoader("notifications", "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _template(kind: str, language: Language) -> Template:
    environment = _environment(language)
    if f"{kind}.j2" not in _kinds(language):
        raise NoWords(f"{kind} ({language}). {NoWords.__doc__}")
    return environment.get_template(f"{kind}.j2")


@lru_cache
def _kinds(language: Language) -> frozenset[str]:
    return frozenset(name for name in _environment(language).list_templates() if not name.startswith("_"))


@lru_cache(maxsize=1024)
def _markdown(source: str) -> str:
    """HTML of a template's words with marks for its values: the same for all letters that took the same branches."""
    return MarkdownIt("commonmark", {"html": False}).render(source)


def _as_html(value: str) -> str:
    if isinstance(value, Link):
        address = html.escape(value)
        return f'<a href="{address}">{address}</a>'
    return html.escape(value.strip()).replace("\n", "<br>\n")


def _fill(source: str, kept: list[str]) -> str:
    return _MARK.sub(lambda mark: kept[int(mark[1])], source)


def _as_text(source: str, kept: list[str]) -> str:
    blocks = (block.strip("\n") for block in re.split(r"\n\s*\n", source))
    return "\n\n".join(_block(block, kept) for block in blocks if block.strip()) + "\n"


def _block(block: str, kept: list[str]) -> str:
    block = block.replace("**", "")
    if block.startswith("> "):
        quoted = _fill(block.removeprefix("> "), kept).strip()
        lines = (_wrapped(line, "> ", "> ") or ">" for line in quoted.split("\n"))
        return "\n".join(lines)
    if _ITEM.match(block):
        return "\n".join(_item(item, kept) for item in re.split(r"\n(?=- |\d+\. )", block))
    lines = re.split(r"\\\n", block.removeprefix("## "))
    return "\n".join(_wrapped(_fill(" ".join(line.split()), kept)) for line in lines)


def _item(item: str, kept: list[str]) -> str:
    lead = _ITEM.match(item)
    return _wrapped(_fill(" ".join(item.split()), kept), "", " " * (len(lead[0]) if lead else 2))


def _wrapped(line: str, first: str = "", later: str = "") -> str:
    line = " ".join(line.split())
    if line and len(first) + len(line) <= WIDTH:
        return first + line
    return textwrap.fill(
        line,
        WIDTH,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
