/** The fine-tuned models that this browser keeps. */
export function ProfilesView() {
  return (
    <section className="profiles" aria-label="Profiles">
      <h2>Profiles</h2>
      <ul aria-label="Profiles" />
    </section>
  );
}
