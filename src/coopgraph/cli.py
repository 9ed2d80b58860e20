"""The command line: thin commands over the public functions, with the same names and options."""

import atexit
import importlib
import os
import signal
import sys
from collections.abc import Mapping
from importlib.metadata import version
from types import MappingProxyType
from typing import Annotated, Any, Final, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from coopgraph.errors import CoopgraphError, InputError
from coopgraph.terminal import Terminal

__all__ = ["Later", "app", "main"]

BAD_INPUT: Final = 1
INTERRUPTED: Final = 130
_MARKUP: Final = "markdown"

# Where the commands are, and what each is for: so much is known without loading them, which takes
# a second.
_COMMANDS: Final[Mapping[tuple[str, str], Mapping[str, str]]] = MappingProxyType(
    {
        ("coopgraph.cli_build", "building"): {
            "init": "Make an empty data set: table templates, a codebook and a mapping to fill in.",
            "build": "Build a graph: store, quads, tables and report.",
            "check": "Check data sets and print file, row and column of every problem; "
            "write nothing.",
            "query": "Answer a SPARQL query; standard output has the answer and nothing else.",
        },
        ("coopgraph.cli_import", "imports"): {
            "import": "Make a data set of an export, with a preset or your own mapping; or bring "
            "one up to date.",
        },
        ("coopgraph.cli_reconcile", "reconciling"): {
            "reconcile": "Find what names mean: places of GeoNames, and entities that are one.",
        },
        ("coopgraph.cli_networks", "networks"): {
            "project": "Project the graph to a network; write GraphML or CSV; print what was left "
            "out and why.",
            "rank": "Rank the nodes or edges of a network: degree, betweenness, closeness, "
            "pagerank and others.",
            "describe": "Describe a whole network: size, components, density, distances, "
            "clustering, inequality.",
            "path": "Print the shortest chain between two names, each step with its statement, "
            "date and source.",
            "export": "Write the network for Gephi, Cytoscape, Pajek, UCINET and others, with "
            "whom to credit.",
            "show": "Write the network as one HTML file that opens offline, with the sources of "
            "every edge.",
        },
        ("coopgraph.cli_change", "change"): {
            "scenario": "Take nodes, edges or statements out of a network and compare it with "
            "what it was.",
            "diff": "Say what differs between two days of a graph, two graphs, or two codings of "
            "one document.",
        },
    }
)


class Later(TyperCommand):
    """A command that is loaded when it is run.

    Parameters
    ----------
    name : str
        Its name.
    place : tuple of str
        The module, and what the commands are added to there.
    summary : str
        The first paragraph of its help.
    """

    def __init__(self, name: str, place: tuple[str, str], summary: str) -> None:
        super().__init__(name, help=summary)
        self._place = place

    def loaded(self) -> Any:
        """Return the command itself."""
        module, attribute = self._place
        whole = typer.Typer(rich_markup_mode=_MARKUP)
        whole.add_typer(getattr(importlib.import_module(module), attribute))
        return typer.main.get_group(whole).commands[self.name or ""]

    def make_context(self, *args: Any, **more: Any) -> Any:
        """Go on as the command itself."""
        return self.loaded().make_context(*args, **more)


class _Commands(TyperGroup):
    """The commands, with errors printed for people, never as a traceback."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for place, commands in _COMMANDS.items():
            for name, summary in commands.items():
                self.add_command(Later(name, place, summary))

    def make_context(self, *args: Any, **more: Any) -> Any:
        try:
            return super().make_context(*args, **more)
        except KeyboardInterrupt:
            _interrupted()

    def invoke(self, ctx: Any) -> Any:
        terminal = Terminal()
        try:
            super().invoke(ctx)
            sys.stdout.flush()
        except InputError as error:
            terminal.problems(error.problems, "nothing was written")
            raise typer.Exit(BAD_INPUT) from None
        except CoopgraphError as error:
            terminal.error(str(error))
            raise typer.Exit(BAD_INPUT) from None
        except KeyboardInterrupt:
            _interrupted()
        except BrokenPipeError:
            _to_nowhere()
            raise typer.Exit from None
        except OSError as error:  # a full disk, a folder without permission
            terminal.error(f"{error.filename or 'this machine'}: {error.strerror or error}")
            raise typer.Exit(BAD_INPUT) from None


def _interrupted() -> NoReturn:
    Terminal().note("interrupted; nothing was changed")
    raise typer.Exit(INTERRUPTED) from None


def _to_nowhere() -> None:
    """After the reader of a pipe has gone, give Python a place to flush to, to stay silent."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


app = typer.Typer(
    name="coopgraph",
    cls=_Commands,
    help="Dated, cited knowledge graphs and networks of territorial cooperation.",
    no_args_is_help=True,
    rich_markup_mode=_MARKUP,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
"""The command line application."""


def _version(show: bool) -> None:
    if show:
        typer.echo(f"coopgraph {version('coopgraph')}")
        raise typer.Exit


@app.callback()
def _options(
    _show: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Dated, cited knowledge graphs and networks of territorial cooperation.

    Exports of others become data sets (`import`). Data sets become a graph (`build`), which answers
    SPARQL (`query`), becomes networks (`project`, `rank`, `path`, `scenario`, `diff`), files for
    other programs (`export`) and an offline page (`show`). Every edge leads back to its source.
    """


def main() -> NoReturn:
    """Run the command line and end with its exit status."""
    try:
        try:
            app(prog_name="coopgraph")
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _to_nowhere()
    except KeyboardInterrupt:  # before the first command, or after the last
        Terminal().note("interrupted; nothing was changed")
        _end_interrupted()
    except SystemExit as end:
        if end.code == INTERRUPTED:
            _end_interrupted()
        raise
    sys.exit()


def _end_interrupted() -> NoReturn:
    """End without freeing memory bit by bit, which only takes time; scratch on the disk goes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # twice is no reason to leave it behind
    sys.stderr.flush()
    atexit._run_exitfuncs()  # noqa: SLF001  (what `os._exit` leaves out)
    os._exit(INTERRUPTED)
