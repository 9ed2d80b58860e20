"""The worker stands alone: no coopgraph, no POSIX needed, every failure a status and a line."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from coopgraph.store import limited
from coopgraph.store.limited import MAX_SECONDS, WORKER
from coopgraph.vocabulary import PREFIXES

ENGINE = str(Path(ox.__file__).parents[1])


def _start(code: str) -> "subprocess.CompletedProcess[str]":
    begin = f"import sys, runpy; sys.path.append({ENGINE!r}); "
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", begin + code],
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_needs_nothing_of_coopgraph() -> None:
    code = f"runpy.run_path({str(WORKER)!r}); print(any('coopgraph' in m for m in sys.modules))"
    done = _start(code)
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_it_can_be_imported_where_there_is_no_resource_module() -> None:
    done = _start(f"sys.modules['resource'] = None; runpy.run_path({str(WORKER)!r})")
    assert (done.returncode, done.stderr) == (0, "")


def _job(tmp_path: Path, **changes: Any) -> dict[str, Any]:
    dump = tmp_path / "graph.nq"
    dump.write_text('<x:a> <x:p> "1" <x:g> .\n<x:a> <x:p> "2" <x:h> .\n')
    job = {
        "store": "",
        "dump": str(dump),
        "query": "SELECT ?o { ?s ?p ?o } ORDER BY ?o",
        "prefixes": PREFIXES,
        "default_graph": ["x:g", "x:h"],
        "result_format": "csv",
        "graph_format": "ttl",
        "seconds": 20.0,
        "memory": limited._memory(),
        "output_bytes": 1 << 20,
        "output": str(tmp_path / "answer"),
    }
    return job | changes


def _work(job: dict[str, Any]) -> "subprocess.CompletedProcess[bytes]":
    arguments = [sys.executable, *limited._FLAGS, str(WORKER), ENGINE]
    return subprocess.run(
        arguments, input=json.dumps(job).encode(), capture_output=True, check=False
    )


def test_it_writes_the_answer_to_the_file_and_its_kind_to_standard_output(tmp_path: Path) -> None:
    done = _work(_job(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"table", b"")
    assert (tmp_path / "answer").read_bytes() == b"o\r\n1\r\n2\r\n"


def test_it_sees_the_graphs_that_it_is_told(tmp_path: Path) -> None:
    _work(_job(tmp_path, default_graph=["x:h"]))
    assert (tmp_path / "answer").read_bytes() == b"o\r\n2\r\n"


def test_from_chooses_where_no_graph_is_told(tmp_path: Path) -> None:
    _work(_job(tmp_path, default_graph=[], query="SELECT ?o FROM <x:g> { ?s ?p ?o }"))
    assert (tmp_path / "answer").read_bytes() == b"o\r\n1\r\n"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"query": "SELEC"}, 3),
        ({"query": 'SELECT * { ?s ?p "\ud800" }'}, 4),
        ({"output": "/nowhere/at/all"}, 4),
        ({"dump": "/nowhere/at/all"}, 5),
        ({"store": "/nowhere/at/all"}, 5),
    ],
)
def test_a_failure_is_a_status_and_a_line(
    changes: dict[str, Any], status: int, tmp_path: Path
) -> None:
    done = _work(_job(tmp_path, **changes))
    assert done.returncode == status
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr
    assert done.stderr


@pytest.mark.skipif(os.name != "posix", reason="alarms are POSIX")
def test_it_ends_itself_when_nobody_else_does(tmp_path: Path) -> None:
    endless = (
        "SELECT (COUNT(*) AS ?n) {" + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(40)) + "}"
    )
    assert _work(_job(tmp_path, query=endless, seconds=0.5)).returncode == -14


def test_the_longest_limit_is_an_alarm_that_the_system_can_set(tmp_path: Path) -> None:
    assert _work(_job(tmp_path, seconds=MAX_SECONDS + 0.5)).returncode == 0
