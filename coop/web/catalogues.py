"""Message catalogues: what each holds, reading the sentences out of code and templates, merging, checking, compiling.

No gettext tools are needed (they are not on a bare Debian): Python is read with `ast`, templates with Django's own `templatize`,
catalogues with polib. Source sentences are English; French is complete, and `manage.py messages --check` says what is missing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.utils.translation.template import templatize

LANGUAGES = ("fr",)

# catalogue → folders and files, from the project's root. Mails are found by the first word of their name.
SOURCES: dict[str, tuple[str, ...]] = {
    "web": (
        "coop/web",
        "coop/services",
        "coop/settings.py",
        "templates/*.html",
        "templates/web",
        "templates/components",
    )
    + ("templates/bootstrap5", "templates/errors"),
    "accounts": ("coop/accounts", "templates/accounts", "templates/account", "templates/mfa", "templates/allauth")
    + ("templates/demo", "templates/usersessions", "templates/admin"),
    "school": ("coop/school", "templates/school"),
    "documents": ("coop/documents", "templates/documents"),
    "notifications": ("coop/notifications", "coop/vault", "templates/notifications", "templates/emails/base.txt"),
    "audit": ("coop/audit", "templates/audit"),
    "reports": ("coop/reports", "templates/reports"),
    "setup": ("coop/setup", "coop/rights", "templates/setup", "templates/rights"),
    "pantry": ("pantry", "templates/pantry"),
    "referrals": ("referrals", "templates/referrals"),
    "volunteers": ("volunteers", "templates/volunteers"),
    "help": ("templates/help",),
}
EMAILS = "templates/emails"
_CALLS = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "_": (None, 0, None),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
"""function → positions of context, sentence and plural among its arguments."""
_IN_TEMPLATE = re.compile(r"\b(n?p?gettext|_)\(")
_LITERAL = re.compile(r"""\s*,?\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", re.DOTALL)


@dataclass(frozen=True)
class Sentence:
    """One thing to translate, with the file it was seen in."""

    text: str
    plural: str = ""
    context: str | None = None
    file: str = field(default="", compare=False)

    @property
    def identity(self) -> tuple[str | None, str]:
        return self.context, self.text


def files_of(catalogue: str, root: Path) -> list[Path]:
    """The Python files and templates a catalogue speaks for."""
    found: set[Path] = set()
    for source in SOURCES[catalogue]:
        for place in root.glob(source):
            found.update(p for p in place.rglob("*") if p.is_file()) if place.is_dir() else found.add(place)
    mails = (mail for mail in (root / EMAILS).rglob("*") if mail.is_file())
    found.update(mail for mail in mails if _speaker_of(mail.relative_to(root / EMAILS).as_posix()) == catalogue)
    kinds = {".py", ".html", ".txt", ".svg"}
    return sorted(p for p in found if p.suffix in kinds and "migrations" not in p.parts)


def _speaker_of(mail: str) -> str:
    """`referrals_pickup.txt` is said by referrals; a mail of no app is about an account."""
    first = re.split(r"[/_.-]", mail)[0]
    return first if first in SOURCES else "notifications" if first == "base" else "accounts"


def orphans(root: Path) -> list[str]:
    """Templates that belong to no catalogue: their sentences would never be translated."""
    known = {path for name in SOURCES for path in files_of(name, root)}
    return [p.relative_to(root).as_posix() for p in sorted((root / "templates").rglob("*.*")) if p not in known]


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def sentences_of_python(source: str, file: str) -> Iterator[Sentence]:
    """Every constant sentence given to a translation function, in reading order."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if function not in _CALLS:
            continue
        context, text, plural = (
            _text(call.args[at]) if at is not None and at < len(call.args) else None for at in _CALLS[function]
        )
        if text:
            yield Sentence(text, plural or "", context, file)


def sentences_of_template(source: str, file: str) -> Iterator[Sentence]:
    """Every sentence of the translation tags and filters of one template."""
    code = templatize(source, origin=file)
    for call in _IN_TEMPLATE.finditer(code):
        context_at, text_at, plural_at = _CALLS[call.group(1)]
        texts, at = [], call.end()
        while literal := _LITERAL.match(code, at):
            texts.append(ast.literal_eval(literal.group(1)))
            at = literal.end()
        if len(texts) <= max(text_at, plural_at or 0) or not texts[text_at]:
            continue
        context = texts[context_at] if context_at is not None else None
        yield Sentence(texts[text_at], texts[plural_at] if plural_at is not None else "", context, file)


def sentences_of(catalogue: str, root: Path) -> list[Sentence]:
    """The sentences of a catalogue, each once, in the order of files and lines."""
    once: dict[tuple[str | None, str], Sentence] = {}
    for path in files_of(catalogue, root):
        source, name = path.read_text(encoding="utf-8"), path.relative_to(root).as_posix()
        read = sentences_of_python if path.suffix == ".py" else sentences_of_template
        for sentence in read(source, name):
            known = once.setdefault(sentence.identity, sentence)
            if sentence.plural and not known.plural:
                once[sentence.identity] = sentence
    return list(once.values())


def po_path(root: Path, catalogue: str, language: str = "fr") -> Path:
    return root / "locale" / catalogue / language / "LC_MESSAGES" / "django.po"


def _read(path: Path) -> polib.POFile:
    if path.exists():
        return polib.pofile(str(path), wrapwidth=120)
    new = polib.POFile(wrapwidth=120)
    new.metadata = {
        "Language": "fr",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n > 1);",
    }
    return new


_BEFORE = re.compile(r"(?<=\S)[ \u202f](?=[:;!?»%](?!\())")
_AFTER = re.compile(r"«[ \u202f]")
_STRAIGHT = re.compile(r"(?<=\w)(?<!CO)'(?=\w)")


def typeset(text: str) -> str:
    """French as it is printed: no line breaks before a high sign or inside quotation marks, and apostrophes are curly."""
    return _STRAIGHT.sub("’", _AFTER.sub("«\u00a0", _BEFORE.sub("\u00a0", text)))


def _entry(sentence: Sentence, old: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgid=sentence.text, msgctxt=sentence.context, occurrences=[(sentence.file, "")])
    if sentence.plural:
        entry.msgid_plural = sentence.plural
        forms = (old.msgstr_plural if old else None) or {0: "", 1: ""}
        entry.msgstr_plural = {number: typeset(form) for number, form in forms.items()}
    elif old:
        entry.msgstr = typeset(old.msgstr)
    if "%(" in sentence.text or re.search(r"%[sd]", sentence.text):
        entry.flags = ["python-format"]
    return entry


def merge(catalogue: str, root: Path, others: dict[tuple[str | None, str], polib.POEntry] | None = None) -> int:
    """Rewrite a catalogue after the sources: translations kept, unused ones dropped. Answers how many lack French."""
    path = po_path(root, catalogue)
    book = _read(path)
    known = {**(others or {}), **{(e.msgctxt, e.msgid): e for e in book if e.translated()}}
    entries = [_entry(sentence, known.get(sentence.identity)) for sentence in sentences_of(catalogue, root)]
    if entries or path.exists():
        book[:] = entries
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(str(path))
    return sum(not entry.translated() for entry in entries)


def translations(root: Path, catalogues: Iterable[str] = SOURCES) -> dict[tuple[str | None, str], polib.POEntry]:
    """Every translated sentence of the catalogues."""
    found: dict[tuple[str | None, str], polib.POEntry] = {}
    for catalogue in catalogues:
        path = po_path(root, catalogue)
        if path.exists():
            found.update({(e.msgctxt, e.msgid): e for e in _read(path) if e.translated()})
    return found


_HOLES = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


def problems(catalogue: str, root: Path) -> list[str]:
    """What is wrong with a catalogue, one sentence each; empty when French is complete."""
    path = po_path(root, catalogue)
    book = {(e.msgctxt, e.msgid): e for e in _read(path)}
    found = []
    for sentence in sentences_of(catalogue, root):
        entry = book.get(sentence.identity)
        if entry is None or not entry.translated():
            found.append(f"{catalogue}: no French for “{sentence.text}” ({sentence.file})")
        elif not sentence.plural and set(_HOLES.findall(entry.msgid)) != set(_HOLES.findall(entry.msgstr)):
            found.append(f"{catalogue}: other places to fill in “{entry.msgid}” and “{entry.msgstr}”")
        elif entry.msgstr != typeset(entry.msgstr):
            found.append(f"{catalogue}: a plain space or apostrophe in “{entry.msgstr}”; run manage.py messages")
    return found


def contradictions(root: Path) -> list[str]:
    """The same English in two catalogues with two French sentences: one of them would never be seen."""
    seen: dict[tuple[str | None, str, bool], tuple[str, str]] = {}
    found = []
    for catalogue in SOURCES:
        path = po_path(root, catalogue)
        for entry in _read(path) if path.exists() else []:
            counted = bool(entry.msgid_plural)
            french = str(entry.msgstr_plural) if counted else entry.msgstr
            where, said = seen.setdefault((entry.msgctxt, entry.msgid, counted), (catalogue, french))
            if entry.translated() and said != french:
                found.append(
                    f"“{entry.msgid}” is “{said}” in {where} and “{french}” in {catalogue}: give one a context"
                )
    return found


def compile_all(root: Path) -> int:
    """Write every `.mo` that is missing or older than its `.po`. Answers how many were written."""
    written = 0
    for po in sorted((root / "locale").glob("*/*/LC_MESSAGES/django.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        fresh = mo.with_suffix(".mo.new")
        polib.pofile(str(po)).save_as_mofile(str(fresh))
        fresh.replace(mo)
        written += 1
    return written
