"""Serves the few third-party files that come as wheels, under `vendor/`. Nothing of them lives in the repository."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, Storage

# static name → (package, path inside it). The .map is named by the style sheet, so manifest storage asks for it.
FILES = {
    "vendor/bootstrap.min.css": ("bootstrap", "css/bootstrap.min.css"),
    "vendor/bootstrap.min.css.map": ("bootstrap", "css/bootstrap.min.css.map"),
    "vendor/bootstrap.rtl.min.css": ("bootstrap", "css/bootstrap.rtl.min.css"),
    "vendor/bootstrap.rtl.min.css.map": ("bootstrap", "css/bootstrap.rtl.min.css.map"),
    "vendor/htmx.min.js": ("django_htmx", "static/django_htmx/htmx-2.min.js"),
}


def package_folder(package: str) -> Path:
    """Where an installed package keeps its files; says which one is missing."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ImproperlyConfigured(f"The package “{package}” is not installed: run the set-up again.")
    return Path(next(iter(spec.submodule_search_locations)))


class WheelFinder(BaseFinder):
    """A static files finder over `FILES`."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path not in FILES:
            return []
        package, inside = FILES[path]
        found = str(package_folder(package) / inside)
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        for name, (package, inside) in FILES.items():
            yield name, OneFile(name, package_folder(package) / inside)


class OneFile(FileSystemStorage):
    """A storage that knows one file under another name."""

    def __init__(self, name: str, file: Path) -> None:
        super().__init__(location=str(file.parent))
        self.known_as, self.file = name, file

    def path(self, name: str) -> str:
        return str(self.file) if name == self.known_as else super().path(name)
