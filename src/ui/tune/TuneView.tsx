/** Where the model learns a voice, a microphone and a room. */
export function TuneView() {
  return (
    <section className="tune" aria-label="Fine-tune">
      <h2>Teach it your voice, your microphone, your room</h2>
    </section>
  );
}
