"""The cue `album`: copies of one picture count once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.cues.album import distinct


@given(shown=st.lists(st.integers(0, 5), min_size=1, max_size=40))
def test_copies_collapse_to_their_first_appearance(shown: list[int]) -> None:
    pictures = np.random.default_rng(3).normal(size=(6, 32)).astype(np.float32)
    keep, stands_for = distinct(pictures[shown])
    firsts = list(dict.fromkeys(shown))
    assert [shown[row] for row in keep] == firsts
    assert [firsts[position] for position in stands_for] == shown


def test_a_picture_without_any_feature_is_no_copy_of_another() -> None:
    embeddings = np.zeros((3, 8), np.float32)
    embeddings[1, 0] = 1.0
    assert distinct(embeddings)[0].tolist() == [0, 1, 2]
