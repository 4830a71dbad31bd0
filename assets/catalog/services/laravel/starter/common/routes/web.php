<?php

use App\Http\Controllers\NoteController;
use Illuminate\Support\Facades\Route;

Route::get('/', [NoteController::class, 'index']);
Route::post('/notes', [NoteController::class, 'store']);
Route::get('/api/notes', [NoteController::class, 'list']);
