-- Removes the scores in scope.
delete from score
using score_scope as s
where score.unit_id = s.unit_id and score.grain = s.grain and score.period >= s.lo and score.period <= s.hi
