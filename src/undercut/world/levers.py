"""The levers of a month, as named numbers in the catalog's units and order."""

from typing import NamedTuple

from undercut.core.arrays import Array


class Levers(NamedTuple):
    """One value per lever, broadcastable to (future,); units and meaning stand in the catalog."""

    maritime_interdiction: Array
    isr_cueing: Array
    boat_strikes: Array
    port_inspection: Array
    border_patrol_support: Array
    eradication: Array
    aml_enforcement: Array
    sanctions: Array
    asset_forfeiture: Array
    leader_removal: Array
    network_arrests: Array
    extradition: Array
    gun_trafficking_enforcement: Array
    precursor_control: Array
    treatment: Array
    harm_reduction: Array
    prevention: Array
    domestic_enforcement: Array
    training_capacity: Array
    rule_of_law: Array
    recruitment_prevention: Array
    multilateral_pressure: Array
    host_deployment: Array
    unilateral_strikes: Array
