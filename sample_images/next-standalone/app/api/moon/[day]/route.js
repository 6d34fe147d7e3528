import { phase } from '../../../../lib/moon'

export async function GET(_request, { params }) {
  const { day } = await params
  const found = phase(day)
  return found === null ? Response.json({ error: 'no such day' }, { status: 404 }) : Response.json({ day, phase: found })
}
