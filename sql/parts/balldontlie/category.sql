-- Every category a message was ever seen with, and those that live timing is known to have.
select category from balldontlie_race_control_messages where category is not null
union
select column1 from (values ('CarEvent'), ('Drs'), ('Flag'), ('Other'), ('SafetyCar'), ('SessionStatus'))
order by 1;
