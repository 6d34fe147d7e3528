export const metadata = { title: 'The moon' }

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body style={{ font: '16px/1.5 system-ui, sans-serif', maxWidth: '24rem', margin: '2rem auto' }}>{children}</body>
    </html>
  )
}
