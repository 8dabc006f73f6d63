-- Every circuit.
select id from balldontlie_circuits order by id;
