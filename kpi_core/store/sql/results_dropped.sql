-- Removes the results in scope.
delete from result
using scope as s
where result.unit_id = s.unit_id and result.kpi_id = s.kpi_id and result.grain = s.grain
    and result.period >= s.lo and result.period <= s.hi
