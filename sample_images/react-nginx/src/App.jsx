import { useState } from 'react'
import { split } from './split.js'

function Field({ label, value, onChange }) {
  return (
    <label>
      {label}
      <input type="number" min="0" value={value} onChange={(event) => onChange(event.target.valueAsNumber)} />
    </label>
  )
}

export default function App() {
  const [bill, setBill] = useState(84.5)
  const [tip, setTip] = useState(10)
  const [people, setPeople] = useState(3)
  const shares = split(bill, tip, people)

  return (
    <main>
      <h1>Split the bill</h1>
      <Field label="Bill" value={bill} onChange={setBill} />
      <Field label="Tip in percent" value={tip} onChange={setTip} />
      <Field label="People" value={people} onChange={setPeople} />
      <ol>
        {shares.map((share, person) => (
          <li key={person}>{share.toFixed(2)}</li>
        ))}
      </ol>
    </main>
  )
}
