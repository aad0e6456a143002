// The index for the whole instance. Searches of one person do not use it: it
// would find the nearest of everybody and miss rows of the owner.
CREATE VECTOR INDEX snippet_embedding IF NOT EXISTS FOR (s:Snippet) ON (s.embedding)
OPTIONS {indexConfig: {`vector.dimensions`: 768, `vector.similarity_function`: 'cosine'}};
