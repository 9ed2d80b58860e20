"""Build hook: builds the page of the explorer where it is missing or out of date.

It runs when a wheel, a source archive or an editable installation is made.
"""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ExplorerBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the page with Node, and asks for Node only then."""

    def dependencies(self) -> list[str]:
        """Return what the build needs besides hatchling."""
        page = _explorer_page(Path(self.root))
        return [] if page.is_fresh(Path(self.root)) else [page.NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page where needed."""
        root = Path(self.root)
        page = _explorer_page(root)
        try:
            page.build(root)
        except page.BuildFailed as failure:
            sys.exit(f"coopgraph: {failure}")


def _explorer_page(root: Path) -> ModuleType:
    # By its path: an isolated build does not have the checkout on the path of modules.
    spec = importlib.util.spec_from_file_location("explorer_page", root / "tools/explorer_page.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError("tools/explorer_page.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
