"""The five published Omani ATRs, by mask."""

import pytest

from apdu.profiles.oman import Holder, model


@pytest.mark.parametrize(
    ("atr", "holder", "ias"),
    [
        ("3B7A9700008065B08520040272D641", Holder.CITIZEN, True),
        ("3B7A9700008065B08520050272D643", Holder.CITIZEN, True),
        ("3B7A9700008065B08521040272D641", Holder.RESIDENT, True),
        ("3B7A9700008065B08527090272D64F", Holder.UNKNOWN, True),
        ("3B7A9600008065A20120013D72D641", Holder.CITIZEN, False),
        ("3B7A9600008065A201200100303D72D641", Holder.CITIZEN, False),
    ],
)
def test_published_atrs_are_known(atr: str, holder: Holder, ias: bool) -> None:
    found = model(bytes.fromhex(atr))
    assert found is not None
    assert (found.holder, found.ias) == (holder, ias)


@pytest.mark.parametrize("atr", ["", "3B00", "3B7A9700008065B08530040272D641"])
def test_others_are_not(atr: str) -> None:
    assert model(bytes.fromhex(atr)) is None
