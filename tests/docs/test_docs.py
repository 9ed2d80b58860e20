"""What the documents tell a reader to type works as they say.

Of README.md and docs/\\*.md, the blocks fenced as ``python`` run in one namespace a document, and
the lines ``$ coopgraph …`` of blocks fenced as ``console`` run in a shell, all in reading order, in
an empty folder that sees the data sets and the ontology. What a block shows below a command is
compared with what is printed (``...`` stands for anything). ``console exit=1`` expects that code.
"""

import doctest
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>python|console)(?P<info>[^\n]*)\n"
    r"(?P<body>.*?)^(?P=indent)``` *$",
    re.MULTILINE | re.DOTALL,
)
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Block:
    language: str
    info: str
    body: str
    line: int


def blocks(text: str) -> list[Block]:
    found = []
    for match in FENCE.finditer(text):
        indent = len(match["indent"])
        body = "".join(line[indent:] for line in match["body"].splitlines(keepends=True))
        line = text.count("\n", 0, match.start("body")) + 1
        found.append(Block(match["language"], match["info"].strip(), body, line))
    return found


def commands(body: str) -> list[tuple[str, str]]:
    """Return the commands of a console block, each with the output shown below it."""
    found: list[tuple[str, list[str]]] = []
    lines = iter(body.splitlines())
    for line in lines:
        if line.startswith("$ "):
            command = line[2:]
            while command.endswith("\\"):
                command = command[:-1] + next(lines).strip()
            found.append((command, []))
        elif found:
            found[-1][1].append(line)
    return [(command, "\n".join(output).strip()) for command, output in found]


def run_python(block: Block, document: Path, namespace: dict[str, Any]) -> None:
    where = f"{document.name}:{block.line}"
    if ">>>" in block.body:
        test = doctest.DocTestParser().get_doctest(
            block.body, namespace, where, str(document), block.line - 1
        )
        runner = doctest.DocTestRunner(optionflags=OPTIONS)
        report: list[str] = []
        runner.run(test, out=report.append, clear_globs=False)
        namespace.update(test.globs)
        assert not runner.failures, "".join(report)
    else:
        # Blank lines in front make a traceback show the line of the document.
        code = compile("\n" * (block.line - 1) + block.body, str(document), "exec")
        exec(code, namespace)


def run_console(block: Block, document: Path, folder: Path) -> None:
    code = re.fullmatch(r"exit=(\d+)", block.info)
    expected_code = int(code[1]) if code else 0
    programs = Path(sys.executable).parent
    variables = {
        **{name: os.environ[name] for name in os.environ if not name.startswith("COOPGRAPH_")},
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "100",
        "NO_COLOR": "1",
    }
    for command, shown in commands(block.body):
        if not command.startswith("coopgraph"):
            continue
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=folder,
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        where = f"{document.name}:{block.line}: $ {command}"
        assert done.returncode == expected_code, f"{where}\n{done.stdout}{done.stderr}"
        if shown:
            check = doctest.OutputChecker().check_output
            printed = (done.stdout, done.stderr, done.stderr + done.stdout)
            fits = any(check(shown + "\n", text.strip() + "\n", OPTIONS) for text in printed)
            assert fits, f"{where}\nshown:\n{shown}\nprinted:\n{done.stderr}{done.stdout}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_document_works_as_written(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("graph_data", "ontology"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COOPGRAPH_GRAPH", raising=False)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for block in blocks(document.read_text(encoding="utf-8")):
        if block.language == "python":
            run_python(block, document, namespace)
        else:
            run_console(block, document, tmp_path)


LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)(?:#[^)\s]*)?\)")


@pytest.mark.parametrize(
    "document",
    [*DOCUMENTS, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"],
    ids=lambda path: path.name,
)
def test_links_to_files_lead_somewhere(document: Path) -> None:
    targets = LINK.findall(document.read_text(encoding="utf-8"))
    dead = [target for target in targets if not (document.parent / target).exists()]
    assert not dead


def test_a_console_block_is_taken_apart() -> None:
    body = "$ coopgraph path \\\n    Umeå Turku\nUmeå\n  Turku\n$ make demo\n"
    assert commands(body) == [("coopgraph path Umeå Turku", "Umeå\n  Turku"), ("make demo", "")]


def test_blocks_are_found_with_their_lines() -> None:
    python = "x\n\n```python\na = 1\n```\n"
    console = "- y\n\n  ```console exit=1\n  $ coopgraph\n  ```\n"
    assert blocks(python + console + "```text\nz\n```\n") == [
        Block("python", "", "a = 1\n", 4),
        Block("console", "exit=1", "$ coopgraph\n", 9),
    ]
