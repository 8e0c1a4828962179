mod lines;
mod schedules;
