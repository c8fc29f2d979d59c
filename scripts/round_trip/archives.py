"""Keras's archives with their weights written anew, as other programs might."""

import io
import zipfile

import h5py

WEIGHTS = "model.weights.h5"


def _latest(source):
    """The newest form, whose links are in the groups' headers as long as a group has up to eight."""
    return _copied(source, lambda array: array, libver="latest")


def _half(source):
    return _copied(source, lambda array: array.astype("float16"))


def _double(source):
    return _copied(source, lambda array: array.astype("float64"))


CHANGES = {"latest": _latest, "half": _half, "double": _double}


def rewrite(path, target, change):
    """Writes an archive with changed weights; whether they can be written so."""
    with zipfile.ZipFile(path) as source:
        content = change(h5py.File(io.BytesIO(source.read(WEIGHTS)), "r"))
        if content is None:
            return False
        # Compressed, as an archive that was unpacked and packed again.
        with zipfile.ZipFile(target, "w", compression=zipfile.ZIP_DEFLATED) as archive:
            for name in source.namelist():
                archive.writestr(name, content if name == WEIGHTS else source.read(name))
    return True


def _copied(source, convert, libver="earliest"):
    """The weights without the optimizer's state; None where a group is too large for this form."""
    buffer = io.BytesIO()
    largest = 0
    with h5py.File(buffer, "w", libver=libver) as target:
        def copy(name, item):
            nonlocal largest
            if name.startswith("optimizer"):
                return
            if isinstance(item, h5py.Group):
                largest = max(largest, len(item))
                target.require_group(name)
            else:
                target.create_dataset(name, data=convert(item[()]))
        source.visititems(copy)
    return None if libver == "latest" and largest > 8 else buffer.getvalue()
