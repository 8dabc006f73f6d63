-- Every track status that was ever seen, and those that live timing is known to have.
select status from balldontlie_track_status where status is not null
union
select column1 from (values ('AllClear'), ('Red'), ('SC'), ('SCDeployed'), ('VSCDeployed'), ('VSCEnding'), ('Yellow'))
order by 1;
