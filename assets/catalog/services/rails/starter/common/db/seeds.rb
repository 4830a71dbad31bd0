# May run any number of times: `bin/rails db:seed`, and with a new database.
Note.find_or_create_by!(text: "The first note") { |note| note.words = 3 }
