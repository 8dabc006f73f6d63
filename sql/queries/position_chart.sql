-- Position chart
-- The order of the cars at the end of each lap of a race or sprint; lap 0 is the grid. `definition` says how each row was
-- told: `grid`; `end of lap`, the provider's own order (Sportradar); `start of next lap`, where BALLDONTLIE's lap n is the
-- order at the start of lap n, proved by its lap 1 being another provider's grid, or `(assumed)` where no other grid is
-- there; `classification`, the finish of the cars that took the flag, with the stewards' decisions in it. A car that
-- retired ends at the last lap it has an order for; a position that the provider does not have is left out.
-- :season integer The season (year); any when left out.
-- :event text The event: an id, or a part of its name, circuit, place or country; of several the latest, as when left out.
-- :session text `race` or `sprint`, a session's id or a provider's id of it; the race when left out.
-- :driver text The driver: id, three-letter code, or a part of the name; all when left out.
-- with: lap_order asked_driver
select o.session_id, o.lap_number, o.position, o.driver_id, o.driver, o.team_id, o.team, o.definition, o.provider
from lap_order as o
where o.position is not null and (coalesce(:driver, '') = '' or o.driver_id in (select driver_id from asked_driver))
order by o.lap_number, o.position, o.driver_id
