<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

return new class extends Migration
{
    public function up(): void
    {
        Schema::create('notes', function (Blueprint $table) {
            $table->id();
            $table->string('text', 200);
            $table->unsignedInteger('words')->nullable();
            $table->timestamps();
        });
        DB::table('notes')->insert(['text' => 'The first note', 'words' => 3]);
    }

    public function down(): void
    {
        Schema::dropIfExists('notes');
    }
};
