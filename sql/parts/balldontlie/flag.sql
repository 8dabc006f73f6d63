-- Every flag a message was ever seen with, and those that live timing is known to have.
select flag from balldontlie_race_control_messages where flag is not null
union
select column1 from (values ('BLACK AND WHITE'), ('BLUE'), ('CHEQUERED'), ('CLEAR'), ('DOUBLE YELLOW'), ('GREEN'), ('RED'), ('YELLOW'))
order by 1;
