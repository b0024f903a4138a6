"""One coupled month, written once: the order of the sectors and the signals between them.

The order of a month:

1. policy: schedule to lever values
2. politics: force used, joint programs, last month's harm to host cooperation, backlash, escalation
3. justice: funds for bribes, rule-of-law spending, cooperation to certainty of punishment, corruption
4. supply: last prices, eradication, precursor control to what can be produced, at what cost
5. market orders: users, prices, stocks, expected loss to what traffickers send
6. routes: orders, patrols, cueing, inspection to shipped, seized, arrived; learned risk
7. market sales: arrivals, demand to sales, price, purity, dose, stocks
8. people: consumption, purity, treatment, naloxone to users by state, overdose deaths
9. money: crossings and margins, laundering pressure to net funds
10. weapons: funds, gun enforcement to stock of arms, lethality
11. organizations: funds, certainty, cooperation, lethality, leader removal to members, deaths, splits
12. outcomes: everything to the measures of the month

Signals that lag, because they are read before they are computed: homicides, killed_by_force,
funds_ratio, bribes, andean price, synthetics' prices, users, loss shares, members. `Lagged` holds them.
"""
