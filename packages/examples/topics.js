/* What the example apps are about: parts of a product, with what one may ask there. */

export const TOPICS = [
  {
    title: "Sign-in",
    text: "Members sign in with their work account. Guests get a link that is good for a day.",
    placeholder: "How do members sign in?",
    goal: "Setting up sign-in",
    questions: ["Where does the token live?", "How do I send a visitor's own token?"],
  },
  {
    title: "Appearance",
    text: "The product follows your brand: colours, corners and type are set in one place.",
    placeholder: "How do I change the colours?",
    goal: "Making the box look like the product",
    questions: ["How is the box themed?", "Which settings are there?"],
  },
  {
    title: "Hosting",
    text: "Run it on your own machines, or let us. Both come with the same limits.",
    placeholder: "How do I run the gateway?",
    goal: "Running the gateway",
    questions: ["How do I run the gateway with a GitBook token?", "Which origins may ask?"],
  },
];
