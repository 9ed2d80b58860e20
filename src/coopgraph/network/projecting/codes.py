"""Texts as numbers: tables joined, grouped and sorted without a Python object a cell."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Codes", "coded", "firsts", "groups", "places", "sorting"]

Codes = npt.NDArray[np.intp]


def places(values: "pd.Series[str]", ids: "pd.Series[str]") -> Codes:
    """Find texts in a column of different texts.

    Parameters
    ----------
    values : pandas.Series of str
        What to find.
    ids : pandas.Series of str
        Where to find it, such as the ids of nodes.

    Returns
    -------
    numpy.ndarray of int
        The place of each text, from 0; -1 where it is not there.

    Examples
    --------
    >>> places(pd.Series(["b", "a", "x"]), pd.Series(["a", "b"])).tolist()
    [1, 0, -1]
    """
    found = pc.fill_null(pc.index_in(_texts(values), value_set=_texts(ids)), -1)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.intp)


def coded(column: "pd.Series[str]") -> tuple[Codes, "pd.Series[str]"]:
    """Number the texts of a column in the order of their code points.

    Parameters
    ----------
    column : pandas.Series of str
        The texts.

    Returns
    -------
    codes : numpy.ndarray of int
        The number of each cell's text, from 0.
    texts : pandas.Series of str
        The different texts, in order.

    Examples
    --------
    >>> codes, texts = coded(pd.Series(["b", "a", "b"]))
    >>> codes.tolist(), texts.tolist()
    ([1, 0, 1], ['a', 'b'])
    """
    cells = _texts(column)
    before, after = cells[:-1], cells[1:]
    if len(cells) and pc.all(pc.less_equal(before, after), min_count=0).as_py():
        # What comes from a store is in order already.
        new = pc.not_equal(before, after).to_numpy(zero_copy_only=False)
        codes = np.concatenate([[0], np.cumsum(new)]).astype(np.intp)
        texts = cells.take(pa.array(np.flatnonzero(np.concatenate([[True], new]))))
        return codes, pd.Series(texts.to_pandas(), dtype="str")
    encoded = cells.dictionary_encode()
    order = pc.sort_indices(encoded.dictionary)
    rank = np.empty(len(order), dtype=np.intp)
    rank[order.to_numpy()] = np.arange(len(order))
    texts = encoded.dictionary.take(order)
    return rank[encoded.indices.to_numpy()], pd.Series(texts.to_pandas(), dtype="str")


def groups(first: Codes, *more: Codes) -> Codes:
    """Number the different rows of some columns of numbers, in the order of their appearance.

    Parameters
    ----------
    first, *more : numpy.ndarray of int
        The columns, without negative numbers.

    Returns
    -------
    numpy.ndarray of int
        The number of each row's group, from 0.

    Examples
    --------
    >>> groups(np.array([7, 7, 2, 7]), np.array([0, 1, 0, 0])).tolist()
    [0, 1, 2, 0]
    """
    group = pd.factorize(first)[0]
    for column in more:
        group = pd.factorize(group * (int(column.max(initial=0)) + 1) + column)[0]
    return group


def firsts(codes: Codes) -> Codes:
    """Find the first row of every group.

    Parameters
    ----------
    codes : numpy.ndarray of int
        The group of each row, numbered from 0 without gaps.

    Returns
    -------
    numpy.ndarray of int
        The first row of each group, in the order of the groups.

    Examples
    --------
    >>> firsts(np.array([1, 0, 1])).tolist()
    [1, 0]
    """
    first = np.empty(int(codes.max(initial=-1)) + 1, dtype=np.intp)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return first


def sorting(*columns: npt.NDArray[np.integer[Any]]) -> Codes:
    """Find the order of rows by some columns of numbers: radix sort, in linear time.

    Parameters
    ----------
    *columns : numpy.ndarray of int
        The columns, without negative numbers; the first weighs most.

    Returns
    -------
    numpy.ndarray of int
        The rows in order; equal ones stay as they are.

    Examples
    --------
    >>> sorting(np.array([1, 0, 1]), np.array([5, 9, 4])).tolist()
    [1, 2, 0]
    """
    order = np.arange(len(columns[0]))
    for column in reversed(columns):
        most, shift = int(column.max(initial=0)), 0
        while shift == 0 or most >> shift:
            # A stable sort of 16 bits is a radix sort.
            digit = (column >> shift).astype(np.uint16)[order]
            order = order[np.argsort(digit, kind="stable")]
            shift += 16
    return order


def _texts(column: "pd.Series[str]") -> pa.Array:
    cells = pa.array(column)
    # pandas hands out chunks, of either of two types after it joined tables.
    chunks = cells.chunks if isinstance(cells, pa.ChunkedArray) else [cells]
    plain = [chunk.cast(pa.large_string()) for chunk in chunks]
    return pa.concat_arrays(plain) if plain else pa.array([], pa.large_string())
