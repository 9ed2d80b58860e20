"""Citations against the documents themselves: each locator's hash must be its passage's."""

from pathlib import Path

from coopgraph.dataset.mapping.sources import read_sources
from coopgraph.dataset.records.passages import FILE, passage_table, read_passages, verify_passages
from coopgraph.dataset.records.records import read_records
from coopgraph.errors import CoopgraphError, InputError, Problem
from coopgraph.files import write_files
from coopgraph.store.ontology import load_schema

__all__ = ["check_documents"]


def check_documents(folder: Path, documents: Path, *, update: bool = False) -> int:
    """Compare the passages that a data set cites with the documents.

    Parameters
    ----------
    folder : Path
        Folder of the data set.
    documents : Path
        Folder with the texts that `sources.toml` names by ``file``.
    update : bool
        Write `passages.csv` anew instead of reporting hashes that differ.

    Returns
    -------
    int
        Number of passages that were compared.

    Raises
    ------
    InputError
        With every locator that points nowhere, and, unless `update`, every hash that differs.
    CoopgraphError
        If the folder of documents is not there.

    Examples
    --------
    >>> from coopgraph.resources import demo_dataset
    >>> check_documents(demo_dataset(), Path("no-such-folder"))
    Traceback (most recent call last):
    coopgraph.errors.CoopgraphError: there is no folder no-such-folder
    """
    if not documents.is_dir():
        raise CoopgraphError(f"there is no folder {documents}")
    sources, problems = read_sources(folder)
    hashes, found = read_passages(folder)
    problems += found
    texts = {}
    for source in sources.values():
        if not source.file:
            continue
        try:
            texts[source.id] = (documents / source.file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            not_text = isinstance(error, UnicodeDecodeError)
            message = "the document is not UTF-8" if not_text else f"no such file in {documents}"
            problems.append(Problem("sources.toml", 0, f"{source.id}.file", source.file, message))
    if problems:
        raise InputError(problems)
    cited = read_records(folder, load_schema(), hashed=False).cited
    current, wrong = verify_passages(cited, hashes, texts)
    if update:  # what is wrong with the new hashes is a locator that points nowhere
        _, wrong = verify_passages(cited, current, texts)
    if wrong:
        raise InputError(wrong)
    if update:
        write_files(folder, {FILE: passage_table(current).encode()})
    return sum(source in texts for source, _ in cited)
