import { useState } from 'react'

export default function App() {
  const [count, setCount] = useState(0) // outlives an edit of this file

  return (
    <button type="button" onClick={() => setCount(count + 1)}>
      Clicked {count} times
    </button>
  )
}
