"""docs/cli.md says what the commands say."""

from pathlib import Path

from tools import cli_reference


def test_the_document_is_up_to_date(root: Path) -> None:
    document = (root / "docs" / "cli.md").read_text("utf-8")
    made = cli_reference.reference(cli_reference.recorded(document))
    assert made == document, "run python -m tools.cli_reference"


def test_every_example_is_shown(root: Path) -> None:
    document = (root / "docs" / "cli.md").read_text("utf-8")
    for command in cli_reference.commands().values():
        for example in cli_reference.examples(command):
            assert cli_reference.recorded(document)(example), example


def test_what_is_recorded_is_found_again() -> None:
    document = "```console\n$ coopgraph a\none\n\ntwo\n```\n\n```console\n$ coopgraph b\n```\n"
    recorded = cli_reference.recorded(document)
    assert recorded("coopgraph a") == "one\n\ntwo"
    assert recorded("coopgraph b") == ""
    assert recorded("coopgraph c") == ""
