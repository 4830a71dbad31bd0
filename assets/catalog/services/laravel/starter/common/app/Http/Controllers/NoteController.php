<?php

namespace App\Http\Controllers;

use App\Jobs\CountWords;
use App\Models\Note;
use Illuminate\Database\Eloquent\Collection;
use Illuminate\Http\RedirectResponse;
use Illuminate\Http\Request;
use Illuminate\View\View;

class NoteController
{
    public function index(): View
    {
        return view('notes', ['notes' => $this->list()]);
    }

    /** @return Collection<int, Note> */
    public function list(): Collection
    {
        return Note::query()->orderBy('id')->get(['text', 'words']);
    }

    public function store(Request $request): RedirectResponse
    {
        $note = Note::create($request->validate(['text' => ['required', 'max:200']]));
        CountWords::dispatch($note);

        return redirect('/');
    }
}
