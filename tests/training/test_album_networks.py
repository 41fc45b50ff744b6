"""What holds of every album network, and how PlaNet's variants read."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional

from whence_training.nets.album import READINGS, AlbumNetwork, AlbumNetworkConfig, Kind
from whence_training.nets.album_reading import pieces, second_pass, twice, whole

SIZE, CELLS = 6, 4
BOTH_SHAPES = [(kind, own) for kind in Kind for own in (True, False)]


def network(kind: Kind, *, own: bool = False) -> AlbumNetwork:
    torch.manual_seed(1)
    return AlbumNetwork(AlbumNetworkConfig(kind, hidden=8, own=own), SIZE, CELLS).eval()


def album(length: int, seed: int = 0) -> Tensor:
    draw = torch.Generator().manual_seed(seed)
    return functional.normalize(torch.randn(1, length, SIZE, generator=draw), dim=2)


def hours(length: int) -> Tensor:
    return torch.arange(length)[None] ** 1.5


def padded(lengths: list[int], to: int) -> Tensor:
    return torch.cat([functional.pad(album(n, n), (0, 0, 0, to - n)) for n in lengths])


@pytest.mark.parametrize(("kind", "own"), BOTH_SHAPES)
def test_an_album_of_any_length_is_answered_photo_by_photo(kind: Kind, *, own: bool) -> None:
    for length in (1, 2, 24, 25, 26, 60):
        assert network(kind, own=own)(album(length), hours=hours(length)).shape == (1, length, CELLS)


@settings(max_examples=10, deadline=None)
@given(st.sampled_from(BOTH_SHAPES), st.lists(st.integers(1, 55), min_size=1, max_size=4), st.integers(0, 30))
def test_padding_changes_nothing_and_a_batch_equals_one_by_one(
    shape: tuple[Kind, bool], lengths: list[int], more: int
) -> None:
    kind, own = shape
    made, to = network(kind, own=own), max(lengths) + more
    with torch.inference_mode():
        together = made(padded(lengths, to), torch.tensor(lengths), hours(to).repeat(len(lengths), 1))
        for row, length in enumerate(lengths):
            alone = made(album(length, length), hours=hours(length))
            torch.testing.assert_close(together[row, :length], alone[0], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", [Kind.LSTM, Kind.OFFSET_1, Kind.OFFSET_2])
def test_an_answer_depends_on_the_photos_up_to_the_offset_and_on_no_later_one(kind: Kind) -> None:
    offset = READINGS[kind].offset
    for photo in range(4):
        assert reaches(kind, photo) == list(range(max(0, photo - offset), 6))


@pytest.mark.parametrize("kind", [Kind.REPEATED, Kind.BIDIRECTIONAL, Kind.TRANSFORMER])
def test_every_answer_depends_on_every_photo(kind: Kind) -> None:
    assert all(reaches(kind, photo) == list(range(6)) for photo in range(6))


@pytest.mark.parametrize("kind", [Kind.REPEATED_25, Kind.BIDIRECTIONAL_25])
def test_pieces_of_25_know_nothing_of_each_other(kind: Kind) -> None:
    assert reaches(kind, 24, length=60) == list(range(25))
    assert reaches(kind, 25, length=60) == list(range(25, 50))
    assert reaches(kind, 59, length=60) == list(range(50, 60))


def test_the_second_pass_goes_on_where_the_first_ended() -> None:
    made, photos = network(Kind.REPEATED), album(7)
    _, after_first = made.lstm(photos * made.scale)
    expected = made.context(made.lstm(photos * made.scale, after_first)[0])
    torch.testing.assert_close(made(photos), expected)


def test_a_late_answer_for_the_last_photos_is_given_after_blank_ones() -> None:
    made, photos = network(Kind.OFFSET_2), album(3)
    seen = made.lstm(torch.cat([photos, torch.zeros(1, 2, SIZE)], dim=1) * made.scale)[0]
    torch.testing.assert_close(made(photos), made.context(seen[:, 2:]))


def test_the_timed_transformer_looks_at_the_clock_and_needs_one() -> None:
    made = network(Kind.TRANSFORMER_TIMED)
    with pytest.raises(ValueError, match="capture times"):
        made(album(3))
    near, far = made(album(3), hours=torch.zeros(1, 3)), made(album(3), hours=torch.tensor([[0.0, 500.0, 1000.0]]))
    assert not torch.allclose(near, far)
    later = made(album(3), hours=torch.full((1, 3), 77.0))
    torch.testing.assert_close(near, later)  # only gaps count, never the date


@given(st.lists(st.integers(1, 9), min_size=1, max_size=3))
def test_twice_puts_an_album_behind_itself_without_a_gap(lengths: list[int]) -> None:
    to = max(lengths) + 1
    photos = padded(lengths, to)
    doubled = twice(photos, torch.tensor(lengths))
    answers = second_pass(doubled, torch.tensor(lengths), to)
    for row, length in enumerate(lengths):
        own = photos[row, :length]
        torch.testing.assert_close(doubled[row, : 2 * length], torch.cat([own, own]))
        torch.testing.assert_close(answers[row, :length], own)


@given(st.integers(1, 12), st.integers(1, 5))
def test_pieces_put_together_are_the_album(length: int, cut: int) -> None:
    photos = album(length)
    parts, lengths = pieces(photos, torch.tensor([length]), cut)
    torch.testing.assert_close(whole(parts, 1, length), photos)
    assert int(lengths.sum()) == length


def reaches(kind: Kind, photo: int, length: int = 6) -> list[int]:
    """Which answers change when one photo does."""
    made, photos = network(kind), album(length)
    other = photos.clone()
    other[0, photo] = -other[0, photo]
    with torch.inference_mode():
        change = (made(other) - made(photos)).abs().amax(dim=2)[0]
    return torch.nonzero(change > 0).flatten().tolist()
