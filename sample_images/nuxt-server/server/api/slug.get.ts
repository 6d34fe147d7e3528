export default defineEventHandler((event) => {
  const { text } = getQuery(event)
  return { slug: slugOf(String(text ?? '')) }
})
