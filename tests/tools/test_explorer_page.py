import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import explorer_page
from tools.hygiene import INDEX_HOST

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "explorer"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What the page is built from, and the built page, somewhere else."""
    ignore = shutil.ignore_patterns("node_modules")
    shutil.copytree(PAGE, tmp_path / "explorer", ignore=ignore)
    shutil.copytree(ROOT / explorer_page.ASSETS, tmp_path / explorer_page.ASSETS)
    (tmp_path / explorer_page.ASSETS / "BUILT.txt").write_text(explorer_page.fingerprint(tmp_path))
    return tmp_path


def test_the_lock_file_names_no_place_that_packages_come_from() -> None:
    lock = (PAGE / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert not INDEX_HOST.search(lock)
    assert "omit-lockfile-registry-resolved=true" in (PAGE / ".npmrc").read_text()


def test_every_package_is_pinned_and_locked_with_its_hash() -> None:
    asked = json.loads((PAGE / "package.json").read_text())
    wanted = asked["dependencies"] | asked["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    packages = json.loads((PAGE / "package-lock.json").read_text())["packages"]
    assert all(one["integrity"].startswith("sha512-") for at, one in packages.items() if at)


def test_the_built_page_is_whole() -> None:
    explorer_page.build()
    assets = ROOT / explorer_page.ASSETS
    assert sorted(path.name for path in assets.iterdir()) == sorted(explorer_page.BUILT)
    script = (assets / "page.js").read_text(encoding="utf-8")
    # It stands in a <script> and draws; the base map and WebAssembly travel beside it.
    assert "</script" not in script
    assert "<!--" not in script
    assert len(script) < 450_000
    assert (assets / "wasm.gz").read_bytes()[:10] == bytes([31, 139, 8, 0, 0, 0, 0, 0, 2, 255])


def test_the_notices_name_every_package_in_the_page() -> None:
    explorer_page.build()
    notices = (ROOT / explorer_page.ASSETS / "NOTICES.txt").read_text(encoding="utf-8")
    for name in json.loads((PAGE / "package.json").read_text())["dependencies"]:
        assert f"\n{name} " in notices
    assert notices.count("ISC") > 3
    assert "Apache License" in notices


def test_a_page_is_fresh_by_content_and_not_by_time(copy: Path) -> None:
    assert explorer_page.is_fresh(copy)
    source = copy / "explorer" / "src" / "views.ts"
    os.utime(source, (0, 0))
    assert explorer_page.is_fresh(copy)
    source.write_text(source.read_text() + "\n")
    assert not explorer_page.is_fresh(copy)


def test_a_page_with_a_piece_missing_is_not_fresh(copy: Path) -> None:
    (copy / explorer_page.ASSETS / "wasm.gz").unlink()
    assert not explorer_page.is_fresh(copy)


def test_a_fresh_page_is_not_built_again(copy: Path) -> None:
    # There is no node_modules in the copy: building would make one.
    assert explorer_page.build(copy) is False
    assert not (copy / "explorer" / "node_modules").exists()


def test_without_node_it_says_what_to_install(copy: Path) -> None:
    (copy / explorer_page.ASSETS / "page.js").unlink()
    (copy / "tools").mkdir()
    shutil.copy(ROOT / "tools/explorer_page.py", copy / "tools")
    done = subprocess.run(
        [sys.executable, "-S", "tools/explorer_page.py"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert explorer_page.NODE in done.stderr
    assert "Traceback" not in done.stderr


def test_the_build_asks_for_node_only_where_there_is_something_to_build(copy: Path) -> None:
    (copy / "tools").mkdir()
    for name in ("tools/explorer_page.py", "hatch_build.py"):
        shutil.copy(ROOT / name, copy / name)
    asked = (
        "import hatch_build as h; hook = h.ExplorerBuildHook('.', {}, None, None, '', 'wheel'); "
        "print(hook.dependencies())"
    )

    def dependencies() -> str:
        return subprocess.run(
            [sys.executable, "-c", asked], cwd=copy, capture_output=True, text=True, check=True
        ).stdout.strip()

    assert dependencies() == "[]"
    (copy / explorer_page.ASSETS / "page.js").unlink()
    assert dependencies() == f"['{explorer_page.NODE}']"
