-- A photo of what is wrong (4.1.3, 5.1.2): on a report from the machine, and on a problem.
ALTER TABLE work_report ADD COLUMN photo {id} REFERENCES file (id);
ALTER TABLE problem ADD COLUMN photo {id} REFERENCES file (id);
