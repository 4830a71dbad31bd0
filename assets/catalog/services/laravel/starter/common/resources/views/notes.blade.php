<!DOCTYPE html>
<html lang="en">
<head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Notes</title>
    <link rel="stylesheet" href="/style.css">
</head>
<body>
    <h1>Notes</h1>
    <p>This page comes from <code>resources/views/notes.blade.php</code>, the notes from the database.</p>

    <form method="post" action="/notes">
        @csrf
        <label>A new note <input name="text" required maxlength="200"></label>
        <button>Add</button>
    </form>

    <ul>
        @foreach ($notes as $note)
            <li>{{ $note->text }} <small>{{ $note->words === null ? 'not counted yet' : $note->words.' words' }}</small></li>
        @endforeach
    </ul>
</body>
</html>
