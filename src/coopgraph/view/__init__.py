"""What people see and take away: pages, pictures and files of networks."""
