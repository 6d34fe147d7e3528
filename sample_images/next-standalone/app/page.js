import { phase } from '../lib/moon'

export const dynamic = 'force-dynamic'

export default function Page() {
  const today = new Date().toISOString().slice(0, 10)
  return (
    <main>
      <h1>The moon</h1>
      <p>
        Today, {today}: {phase(today)}
      </p>
    </main>
  )
}
