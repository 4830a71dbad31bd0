"use client";

import { useEffect, useState } from "react";

export type Note = { id: number; text: string };

// Runs in the browser, which reaches the API at its public address.
const url = `${process.env.NEXT_PUBLIC_API_URL}/notes`;

export function Notes() {
  const [notes, setNotes] = useState<Note[]>([]);

  async function load() {
    const response = await fetch(url);
    setNotes(await response.json());
  }

  async function add(form: FormData) {
    await fetch(url, { method: "POST", body: JSON.stringify({ text: form.get("text") }) });
    await load();
  }

  useEffect(() => {
    void load();
  }, []);

  return (
    <>
      <ul>
        {notes.map((note) => (
          <li key={note.id}>{note.text}</li>
        ))}
      </ul>
      <form action={add}>
        <input name="text" aria-label="New note" required />
        <button>Add</button>
      </form>
    </>
  );
}
