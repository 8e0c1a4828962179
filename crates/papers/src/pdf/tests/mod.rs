mod layout;
mod samples;
mod scanning;
mod sheets;
