"""Heads: each loss is its paper's formula, and each head folds into what it meant."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from whence_engine.errors import UsageError
from whence_engine.geo.sphere import distance_xyz_km, to_xyz
from whence_engine.grid.grid import Grid
from whence_engine.grid.partition import Rule, build, sorted_leaves
from whence_training.nets.classify import Gated, Masses, rebuilt
from whence_training.nets.heads.choice import HeadChoice, Part, build_head, parse
from whence_training.nets.heads.head import Head, Truth
from whence_training.nets.heads.hierarchy import Hierarchy
from whence_training.nets.heads.mvmf import Mixture, MixtureConfig, kappa_of_cells, log_von_mises_fisher, points_of
from whence_training.nets.heads.scenes import SceneExperts, SceneTask, scene_losses
from whence_training.nets.heads.targets import OneHot, Smoothed, distance_km
from whence_training.nets.image import Classifier

SIZE = 6
Array = NDArray[np.float64]


def positions(count: int = 3000) -> tuple[Array, Array]:
    rng = np.random.default_rng(1)
    towns = rng.uniform((-50, -170), (60, 170), (12, 2))
    at = towns[rng.integers(len(towns), size=count)] + rng.normal(0, 2, (count, 2))
    return at[:, 0], at[:, 1]


@pytest.fixture(scope="module")
def grid() -> Grid:
    """Three partitions; some fine cells lie in no cell of the coarser ones."""
    return build(sorted_leaves(*positions()), [Rule(100, 10, 12), Rule(400, 150, 8), Rule(1500, 200, 6)])


def photos(grid: Grid, count: int = 9) -> tuple[Tensor, Truth]:
    rng = np.random.default_rng(2)
    lat, lon = (column[:count] for column in positions())
    embedding = rng.normal(size=(count, SIZE))
    embedding /= np.linalg.norm(embedding, axis=1, keepdims=True)
    truth = Truth(
        torch.from_numpy(grid.cells_of(lat, lon)),
        torch.from_numpy(to_xyz(lat, lon)),
        torch.from_numpy(rng.integers(-1, 3, count)),
    )
    return torch.from_numpy(embedding.astype(np.float32)), truth


def shaken(head: Head) -> Head:
    """A head whose every weight is something."""
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for name, parameter in head.named_parameters():
            if "linear" in name:
                parameter.add_(0.3 * torch.randn(parameter.shape, generator=generator))
    return head


def softmax(logits: Array) -> Array:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def logits_of(layer: torch.nn.Module, embedding: Tensor) -> Array:
    with torch.inference_mode():
        return np.asarray(layer(embedding).double().numpy())


def test_distances_on_the_device_are_the_engines(grid: Grid) -> None:
    xyz = to_xyz(*(column[:50] for column in positions()))
    found = distance_km(torch.from_numpy(xyz).float(), torch.from_numpy(grid.mean_xyz).float())
    np.testing.assert_allclose(found, distance_xyz_km(xyz[:, None], grid.mean_xyz[None]), rtol=1e-4, atol=0.01)


@given(st.floats(1, 5000))
@settings(deadline=None)
def test_smoothed_targets_are_those_of_the_formula(grid: Grid, tau_km: float) -> None:
    _, truth = photos(grid)
    found = Smoothed(grid.mean_xyz, tau_km).targets(truth.row, truth.xyz)
    away = distance_xyz_km(truth.xyz.numpy()[:, None], grid.mean_xyz[None])
    weight = np.exp(-np.maximum(away - np.take_along_axis(away, truth.row.numpy()[:, None], 1), 0.0) / tau_km)
    expected = weight / weight.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found, expected, atol=2e-3 if tau_km < 20 else 2e-4)
    np.testing.assert_allclose(found.sum(dim=1), 1, atol=1e-5)


def test_smoothing_over_nothing_is_one_hot(grid: Grid) -> None:
    """For photos that no other cell's mean is nearer to; that one would count as much as their own."""
    _, truth = photos(grid, 60)
    away = distance_xyz_km(truth.xyz.numpy()[:, None], grid.mean_xyz[None])
    nearest = torch.from_numpy(away.argmin(axis=1) == truth.row.numpy())
    assert nearest.sum() > 10
    logits = torch.randn(60, len(grid), generator=torch.Generator().manual_seed(0))
    sharp = Smoothed(grid.mean_xyz, 1e-6)(logits, truth.row, truth.xyz)
    plain = OneHot()(logits, truth.row, truth.xyz)
    torch.testing.assert_close(sharp[nearest], plain[nearest], rtol=1e-4, atol=1e-4)


def test_smoothing_over_the_whole_earth_wants_every_cell_alike(grid: Grid) -> None:
    _, truth = photos(grid)
    found = Smoothed(grid.mean_xyz, 1e9).targets(truth.row, truth.xyz)
    np.testing.assert_allclose(found, 1 / len(grid), rtol=1e-3)


def test_a_smoothed_loss_is_the_cross_entropy_and_least_at_its_targets(grid: Grid) -> None:
    _, truth = photos(grid)
    targets = Smoothed(grid.mean_xyz, 300.0)
    wanted = targets.targets(truth.row, truth.xyz).double().numpy()
    logits = np.random.default_rng(0).normal(size=wanted.shape)
    found = targets(torch.from_numpy(logits), truth.row, truth.xyz)
    np.testing.assert_allclose(found, -(wanted * np.log(softmax(logits))).sum(axis=1), rtol=1e-4)
    best = targets(torch.from_numpy(np.log(wanted + 1e-12)), truth.row, truth.xyz)
    assert (best <= found).all()


def test_a_fresh_head_says_what_share_of_the_photos_each_cell_holds(grid: Grid) -> None:
    embedding, _ = photos(grid)
    head = build_head(parse("one-hot"), SIZE, grid)
    with torch.no_grad():
        for parameter in (p for name, p in head.named_parameters() if name.endswith("weight")):
            parameter.zero_()
    found = softmax(logits_of(head.folded(), embedding))
    np.testing.assert_allclose(found, np.tile(grid.prior(), (len(found), 1)), rtol=1e-4)


def test_one_partition_is_a_plain_softmax(grid: Grid) -> None:
    embedding, truth = photos(grid)
    alone = Grid(grid.cell_id, grid.count, grid.mean_xyz, np.full(len(grid), -1, np.int32))
    deep = shaken(Hierarchy(SIZE, alone, lambda _: OneHot()))
    flat = shaken(build_head(parse("one-hot"), SIZE, alone))
    flat.load_state_dict(
        {"cells." + name.removeprefix("levels.0."): value for name, value in deep.state_dict().items()}
    )
    torch.testing.assert_close(deep.losses(embedding, truth), flat.losses(embedding, truth))
    np.testing.assert_allclose(logits_of(deep.folded(), embedding), logits_of(flat.folded(), embedding), atol=1e-5)


def probabilities_by_level(head: Hierarchy, grid: Grid, embedding: Tensor) -> list[Array]:
    """Each partition's softmax, looked up for every finest cell: [N, C] each."""
    found = []
    for step, level in enumerate(head.levels):
        rows = grid.ancestors(step).astype(np.int64)
        classes = softmax(logits_of(level, embedding))
        rows[rows < 0] = classes.shape[1] - 1
        found.append(classes[:, rows])
    return found


def test_f_star_multiplies_probabilities_along_the_line_of_ancestors(grid: Grid) -> None:
    embedding, _ = photos(grid)
    head = shaken(build_head(parse("hierarchy"), SIZE, grid))
    assert isinstance(head, Hierarchy)
    product = np.prod(probabilities_by_level(head, grid, embedding), axis=0)
    expected = product / product.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(softmax(logits_of(head.folded(), embedding)), expected, rtol=1e-3, atol=1e-7)


def test_the_hierarchys_loss_is_the_sum_of_cross_entropies(grid: Grid) -> None:
    embedding, truth = photos(grid)
    head = shaken(build_head(parse("hierarchy"), SIZE, grid))
    assert isinstance(head, Hierarchy)
    own = [p[np.arange(len(embedding)), truth.row.numpy()] for p in probabilities_by_level(head, grid, embedding)]
    np.testing.assert_allclose(head.losses(embedding, truth).detach(), -np.log(own).sum(axis=0), rtol=1e-4)


def test_cells_without_an_ancestor_share_a_class(grid: Grid) -> None:
    head = build_head(parse("hierarchy"), SIZE, grid)
    assert isinstance(head, Hierarchy)
    for step, (partition, level) in enumerate(zip(grid.partitions(), head.levels, strict=True)):
        orphans = (grid.ancestors(step) < 0).any()
        assert isinstance(level, Classifier)
        assert level.linear.out_features == len(partition) + orphans
    assert (grid.ancestors(1) < 0).any()


@given(st.floats(-3, 16), st.floats(0, math.pi))
def test_a_von_mises_fisher_density_is_the_papers(log_kappa: float, angle: float) -> None:
    kappa = math.exp(log_kappa)
    point = np.array([[math.sin(angle), 0.0, math.cos(angle)]])
    found = log_von_mises_fisher(
        torch.from_numpy(point), torch.tensor([[0.0, 0.0, 1.0]], dtype=torch.float64),
        torch.tensor([log_kappa], dtype=torch.float64),
    )  # fmt: skip
    # kappa e^(kappa (cos - 1)) / (2 pi (1 - e^(-2 kappa))), with cos - 1 = -2 sin^2(angle / 2)
    expected = log_kappa - math.log(2 * math.pi * -math.expm1(-2 * kappa)) - 2 * kappa * math.sin(angle / 2) ** 2
    assert found.item() == pytest.approx(expected, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("kappa", [1e-6, 1.0, 30.0])
def test_a_density_integrates_to_one(kappa: float) -> None:
    everywhere = points_of(np.array([[0.0, 0.0, 1.0]]), np.array([1e-9]), 200_000)[0]
    centre = torch.tensor([[0.6, 0.0, 0.8]], dtype=torch.float64)
    log_kappa = torch.tensor([math.log(kappa)], dtype=torch.float64)
    density = log_von_mises_fisher(torch.from_numpy(everywhere), centre, log_kappa).exp()
    assert 4 * math.pi * density.mean().item() == pytest.approx(1, abs=1e-3)


@given(st.floats(-2, 16))
@settings(deadline=None, max_examples=30)
def test_points_stand_for_equal_shares(log_kappa: float) -> None:
    """Their mean direction has the length coth(kappa) - 1 / kappa, and they lie all round the centre."""
    kappa = math.exp(log_kappa)
    centre = np.array([[0.36, 0.48, 0.8]])
    points = points_of(centre, np.array([kappa]), 4096)[0]
    np.testing.assert_allclose(np.linalg.norm(points, axis=1), 1, atol=1e-12)
    mean = points.mean(axis=0)
    length = 1 / math.tanh(kappa) - 1 / kappa
    assert float(mean @ centre[0]) == pytest.approx(length, abs=1e-4)
    assert np.linalg.norm(mean - length * centre[0]) < 2e-3


def one_component(grid: Grid, log_kappa: float, elsewhere: float) -> Mixture:
    """A mixture whose components all sit at one cell's mean."""
    head = Mixture(SIZE, grid, MixtureConfig(elsewhere=elsewhere))
    with torch.no_grad():
        head.centre.copy_(torch.from_numpy(np.repeat(grid.mean_xyz[:1], len(grid), axis=0)))
        head.log_kappa.fill_(log_kappa)
    return head


def test_ever_narrower_components_are_cells(grid: Grid) -> None:
    mass = one_component(grid, 25.0, 0.0).folded().mass
    expected = torch.zeros_like(mass)
    expected[:, 0] = 1.0
    torch.testing.assert_close(mass, expected)


def test_ever_wider_components_say_nothing(grid: Grid) -> None:
    """The cells' masses become their shares of the Earth, and the density 1 / 4 pi."""
    head = one_component(grid, -18.0, 0.0)
    anywhere = points_of(np.array([[0.0, 0.0, 1.0]]), np.array([1e-9]), 50_000)[0]
    lat, lon = np.degrees(np.arcsin(anywhere[:, 2])), np.degrees(np.arctan2(anywhere[:, 1], anywhere[:, 0]))
    area = np.bincount(grid.cells_of(lat, lon), minlength=len(grid)) / len(anywhere)
    np.testing.assert_allclose(head.masses(grid.cells_of, len(grid))[0], area, atol=0.01)
    embedding, truth = photos(grid)
    density = head.log_density(embedding, truth.xyz)
    np.testing.assert_allclose(density.detach(), -math.log(4 * math.pi), atol=1e-6)


def test_masses_are_distributions_over_any_partition(grid: Grid) -> None:
    head = Mixture(SIZE, grid)
    assert grid.coarser is not None
    for cells in (grid, grid.coarser):
        mass = head.masses(cells.cells_of, len(cells))
        assert mass.shape == (len(grid), len(cells))
        np.testing.assert_allclose(mass.sum(axis=1), 1, atol=1e-5)
        assert (mass >= 0).all()


def test_components_start_where_and_as_wide_as_the_cells(grid: Grid) -> None:
    """So that much of a component lies in its own cell, and the weights can do what a softmax over cells does."""
    head = Mixture(SIZE, grid)
    own = np.diagonal(head.masses(grid.cells_of, len(grid)))
    assert np.median(own) > 0.3
    assert kappa_of_cells(np.array([1 << 60], np.uint64)) == 6.0


def test_the_mixtures_density_is_the_sum_over_components(grid: Grid) -> None:
    embedding, truth = photos(grid)
    head = shaken(Mixture(SIZE, grid, MixtureConfig(elsewhere=0.01)))
    assert isinstance(head, Mixture)
    weight = softmax(logits_of(head.weights, embedding))
    kappa = head.log_kappa.detach().exp().numpy()
    chord = ((truth.xyz.numpy()[:, None] - grid.mean_xyz[None]) ** 2).sum(axis=2)
    each = kappa * np.exp(-kappa * chord / 2) / (2 * math.pi * -np.expm1(-2 * kappa))
    expected = np.log(0.99 * (weight * each).sum(axis=1) + 0.01 / (4 * math.pi))
    np.testing.assert_allclose(head.log_density(embedding, truth.xyz).detach(), expected, rtol=1e-5)
    assert head.losses(embedding, truth).dtype == torch.float64


def test_a_photo_far_from_every_component_still_teaches(grid: Grid) -> None:
    embedding, truth = photos(grid, 1)
    head = one_component(grid, 16.0, 1e-3)
    embedding.requires_grad_()
    loss = head.losses(embedding, truth._replace(xyz=-truth.xyz)).sum()
    assert loss.item() == pytest.approx(-math.log(1e-3 / (4 * math.pi)), rel=1e-6)
    loss.backward()  # type: ignore[no-untyped-call]
    assert embedding.grad is not None
    assert torch.isfinite(embedding.grad).all()


def test_a_second_task_adds_its_loss_and_leaves_the_cells_alone(grid: Grid) -> None:
    embedding, truth = photos(grid)
    head = shaken(build_head(parse("one-hot+scene-task"), SIZE, grid, scenes=3))
    assert isinstance(head, SceneTask)
    scene = functional.cross_entropy(head.scene(embedding), truth.scene.clamp_min(0), reduction="none")
    expected = head.inner.losses(embedding, truth) + 0.5 * torch.where(truth.scene >= 0, scene, 0.0)
    torch.testing.assert_close(head.losses(embedding, truth), expected)
    assert head.folded() is head.inner.folded()


def test_photos_of_unknown_scene_have_no_say_in_scenes() -> None:
    losses = scene_losses(torch.randn(3, 2), torch.tensor([-1, 0, -1]))
    assert (losses != 0).tolist() == [False, True, False]


def test_a_photo_teaches_the_expert_of_its_scene(grid: Grid) -> None:
    embedding, truth = photos(grid)
    head = shaken(build_head(parse("one-hot+scene-experts"), SIZE, grid, scenes=3))
    assert isinstance(head, SceneExperts)
    each = torch.stack([expert.losses(embedding, truth) for expert in head._heads()])
    gate = scene_losses(head.gate(embedding), truth.scene)
    found = head.losses(embedding, truth) - 0.5 * gate
    for photo, scene in enumerate(truth.scene.tolist()):
        torch.testing.assert_close(found[photo], each[:, photo].mean() if scene < 0 else each[scene, photo])
    only = truth._replace(scene=torch.ones_like(truth.scene))
    head.losses(embedding, only).sum().backward()  # type: ignore[no-untyped-call]
    moved = [bool(next(expert.parameters()).grad.abs().sum() > 0) for expert in head._heads()]  # type: ignore[union-attr]
    assert moved == [False, True, False]


def test_experts_are_mixed_as_the_gate_believes(grid: Grid) -> None:
    embedding, _ = photos(grid)
    head = shaken(build_head(parse("one-hot+scene-experts"), SIZE, grid, scenes=3))
    assert isinstance(head, SceneExperts)
    gate = softmax(logits_of(head.gate, embedding))
    each = np.stack([softmax(logits_of(expert.folded(), embedding)) for expert in head._heads()], axis=1)
    expected = (gate[:, :, None] * each).sum(axis=1)
    np.testing.assert_allclose(np.exp(logits_of(head.folded(), embedding)), expected, rtol=1e-3, atol=1e-7)
    with torch.no_grad():
        head.gate.linear.bias.copy_(torch.tensor([-1e4, 1e4, -1e4]))
    np.testing.assert_allclose(np.exp(logits_of(head.folded(), embedding)), each[:, 1], rtol=1e-3, atol=1e-7)


NAMES = [
    "one-hot", "smoothed", "hierarchy", "mvmf", "smoothed+hierarchy", "one-hot+scene-task", "mvmf+scene-task",
    "smoothed+hierarchy+scene-experts", "mvmf+scene-experts",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_head_learns_and_what_it_folds_into_can_be_rebuilt(grid: Grid, name: str) -> None:
    embedding, truth = photos(grid)
    head = build_head(parse(name, tau_km=300.0), SIZE, grid, scenes=3)
    assert [part in parse(name).parts for part in Part] == [part in name.split("+") for part in Part]
    before = head.losses(embedding, truth).mean()
    optimiser = torch.optim.Adam(head.parameters(), lr=0.01)
    for _ in range(30):
        optimiser.zero_grad()
        head.losses(embedding, truth).mean().backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    assert head.losses(embedding, truth).mean() < 0.95 * before
    folded = head.folded()
    found = logits_of(folded, embedding)
    assert found.shape == (len(embedding), len(grid))
    again = rebuilt(folded.state_dict())
    assert type(again) is type(folded)
    np.testing.assert_array_equal(logits_of(again, embedding), found)


def test_what_learns_later_is_the_components(grid: Grid) -> None:
    later = {name: len(build_head(parse(name), SIZE, grid, scenes=2).later()) for name in ("one-hot", "mvmf")}
    assert later == {"one-hot": 0, "mvmf": 2}
    assert len(build_head(parse("mvmf+scene-experts"), SIZE, grid, scenes=2).later()) == 4


def test_kinds_of_what_heads_fold_into(grid: Grid) -> None:
    kinds = [type(build_head(parse(name), SIZE, grid, scenes=2).folded()) for name in NAMES]
    assert kinds == [Classifier, Classifier, Classifier, Masses, Classifier, Classifier, Masses, Gated, Gated]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("softmax", "Put a head together from one-hot, smoothed"),
        ("one-hot+smoothed", "Choose one of one-hot and smoothed"),
        ("hierarchy+mvmf", "Choose one of hierarchy and mvmf"),
        ("scene-task+scene-experts", "Choose one of scene-experts and scene-task"),
    ],
)
def test_heads_that_do_not_exist_are_refused(name: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse(name)


def test_heads_say_what_they_lack(grid: Grid) -> None:
    alone = Grid(grid.cell_id, grid.count, grid.mean_xyz, np.full(len(grid), -1, np.int32))
    with pytest.raises(UsageError, match="several partitions"):
        build_head(parse("hierarchy"), SIZE, alone)
    with pytest.raises(UsageError, match="two kinds of scene; the labels name 0"):
        build_head(parse("scene-task"), SIZE, grid)


def test_a_choice_is_named_by_its_parts_in_a_fixed_order() -> None:
    assert HeadChoice().name == "one-hot"
    assert parse("scene-task + hierarchy+smoothed").name == "smoothed+hierarchy+scene-task"
