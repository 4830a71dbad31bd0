import { useEffect, useState } from 'react'
import { addNote, readNotes } from './api.js'

export default function App() {
  const [notes, setNotes] = useState([])
  const [text, setText] = useState('')
  const [status, setStatus] = useState('')

  const show = () => readNotes().then(setNotes, (error) => setStatus(error.message))
  useEffect(() => {
    show()
  }, [])

  async function submit(event) {
    event.preventDefault()
    setStatus('At it ...')
    try {
      setStatus(await addNote(text))
      setText('')
      await show()
    } catch (error) {
      setStatus(String(error))
    }
  }

  return (
    <>
      <form onSubmit={submit}>
        <input value={text} onChange={(event) => setText(event.target.value)} maxLength={200} required aria-label="Note" />{' '}
        <button type="submit">Add</button>
      </form>
      <p role="status">{status}</p>
      <ul>
        {notes.map((note, index) => (
          <li key={index}>{note}</li>
        ))}
      </ul>
    </>
  )
}
