-- The endpoint as a whole: one scope without parameters.
select null as season;
