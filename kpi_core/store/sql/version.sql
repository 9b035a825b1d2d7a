-- One row: how many deeds and sheets the store has seen; a rater's sheet leaves no row in the audit.
select (select coalesce(max(seq), 0) from audit) + (select coalesce(sum(sheets), 0) from survey_answers) as version
