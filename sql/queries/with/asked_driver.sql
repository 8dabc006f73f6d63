-- The drivers that fit what was asked: by id, by code, or by a part of the name without case.
select driver_id
from drivers
where driver_id = replace(lower(:driver), ' ', '-') or upper(:driver) = code or instr(lower(name), lower(:driver)) > 0
    or instr(driver_id, replace(lower(:driver), ' ', '-')) > 0
