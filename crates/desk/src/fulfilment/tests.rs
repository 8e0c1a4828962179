mod laying;
mod lines;
mod schedules;
