mod centres;
mod laying;
mod lines;
mod schedules;
