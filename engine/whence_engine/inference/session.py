"""The one place that knows ONNX Runtime: providers, thread counts, and what its errors mean to a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import BundleError, SettingsError
from whence_engine.inference.quiet import onnx_runtime

CPU = "CPUExecutionProvider"

_HALF = "tensor(float16)"
_FLOATS = frozenset({"tensor(float)", _HALF})

_ERRORS_ONLY_FATAL = 4  # what goes wrong is raised; a second copy on standard error helps nobody


@dataclass(frozen=True, slots=True)
class Contract:
    """What a network takes and gives: float32; a network whose own edges are float16 is converted to and from.

    Attributes
    ----------
    input_name, item_ndim
        The only input, and how many of its last axes are one item: 3 for [N, 3, S, S], 1 for [1, T, D].
    outputs
        Name -> length of the last axis, 0 for any; the axes before it are those of the input before its items.
    called
        What the network itself calls any of these, where it calls it otherwise.
    """

    input_name: str
    item_ndim: int
    outputs: Mapping[str, int]
    called: Mapping[str, str] = field(default_factory=dict)

    def name(self, ours: str) -> str:
        """Return the network's own name of an input or output."""
        return self.called.get(ours, ours)


@dataclass(frozen=True, slots=True)
class Port:
    """One input or output of a network: its name and its shape, axes of any length as None."""

    name: str
    shape: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """What a network says that it takes and gives."""

    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]


def signature(model: bytes, name: str) -> Signature:
    """Ask a network that somebody else made what it takes and gives.

    Raises
    ------
    BundleError
        It cannot be loaded.
    """
    session = _session(model, name, CPU, 1)
    inputs, outputs = (
        tuple(Port(node.name, tuple(n if isinstance(n, int) else None for n in node.shape)) for node in nodes)
        for nodes in (session.get_inputs(), session.get_outputs())
    )
    return Signature(inputs, outputs)


class Network:
    """One ONNX network, checked against its contract when it is loaded and each time that it answers.

    Parameters
    ----------
    model
        Bytes of the `.onnx` file. External data are refused by ONNX Runtime then, as they should be: no card
        vouches for them.
    name
        For error messages: "image.onnx of /models/x".
    provider
        ONNX Runtime execution provider.
    threads
        Threads inside one call of `run`. One is right where several threads call `run` at the same time.

    Raises
    ------
    BundleError
        The network cannot be loaded, or its inputs and outputs are not those of the contract.
    SettingsError
        There is no such provider here.
    """

    def __init__(self, model: bytes, name: str, contract: Contract, *, provider: str = CPU, threads: int = 1) -> None:
        self._name = name
        self._contract = contract
        self._session = _session(model, name, provider, threads)
        self._half_input = self._check_contract()

    def run(self, values: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        """Return the outputs for `values`; safe to call from several threads at once.

        Raises
        ------
        BundleError
            The network fails, or answers with another shape or with values that are no numbers.
        """
        asked = [self._contract.name(output) for output in self._contract.outputs]
        given = values.astype(np.float16) if self._half_input else values
        try:
            answers = self._session.run(asked, {self._contract.name(self._contract.input_name): given})
        except Exception as error:  # ONNX Runtime's errors share no other base class
            raise BundleError(
                "Install the model anew: {name} cannot be run ({why}).", name=self._name, why=_first_line(error)
            ) from error
        leading = values.shape[: values.ndim - self._contract.item_ndim]
        for (output, size), answer in zip(self._contract.outputs.items(), answers, strict=True):
            if answer.shape != (*leading, size or answer.shape[-1]):
                raise self._broken(f"{output} has the shape {list(answer.shape)}, not {[*leading, size or 'D']}")
            if not np.isfinite(answer).all():
                raise self._broken(f"{output} holds values that are no numbers")
        floats = (np.asarray(answer, np.float32) for answer in answers)
        return dict(zip(self._contract.outputs, floats, strict=True))

    def _check_contract(self) -> bool:
        """Return whether the input is float16."""
        inputs = {node.name: node for node in self._session.get_inputs()}
        outputs = {node.name: node for node in self._session.get_outputs()}
        taken = self._contract.name(self._contract.input_name)
        given = {self._contract.name(output): size for output, size in self._contract.outputs.items()}
        if set(inputs) != {taken}:
            raise self._broken(f"its inputs are {sorted(inputs)}, not {taken!r} alone")
        for node in (inputs[taken], *(outputs[name] for name in given if name in outputs)):
            if node.type not in _FLOATS:
                raise self._broken(f"{node.name} is {node.type}, not float32")
        for name, size in given.items():
            if name not in outputs:
                raise self._broken(f"it has no output {name!r}")
            declared = outputs[name].shape[-1:]
            if not declared or (size and isinstance(declared[0], int) and declared[0] != size):
                raise self._broken(f"{name} has {declared[0] if declared else 0} values where the card says {size}")
        return bool(inputs[taken].type == _HALF)

    def _broken(self, what: str) -> BundleError:
        return BundleError(
            "Install the model anew, or tell its maker: {name} is not what its card says: {what}.",
            name=self._name,
            what=what,
        )


def _session(model: bytes, name: str, provider: str, threads: int) -> Any:
    onnxruntime = onnx_runtime()
    available = onnxruntime.get_available_providers()
    if provider not in available:
        raise SettingsError(
            "Choose another `whence settings provider`: ONNX Runtime has no {provider} here, only {available}.",
            provider=provider,
            available=", ".join(available),
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY_FATAL
    # Threads that wait by spinning take their cores from the threads that decode.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = onnxruntime.InferenceSession(model, options, providers=[provider])
    except Exception as error:  # ONNX Runtime's errors share no other base class
        raise BundleError(
            "Install the model anew: {name} cannot be loaded ({why}).", name=name, why=_first_line(error)
        ) from error
    if provider not in session.get_providers():
        raise SettingsError(
            "Choose another `whence settings provider`: {provider} does not start on this machine.", provider=provider
        )
    return session


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
