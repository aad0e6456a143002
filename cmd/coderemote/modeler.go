package main

import (
	"coderemote/analysis"
	"coderemote/analysis/gemini"
	"coderemote/analysis/openai"
	"coderemote/jobs"
	"coderemote/search"
	"coderemote/store"
)

// newModeler returns who asks the language model of the settings; nil for none.
func newModeler(in *instance, s *store.Store) (*jobs.Modeler, error) {
	model, err := languageModel(in)
	if model == nil || err != nil {
		return nil, err
	}
	in.logger.Info("a model is asked about code", "provider", model.Provider(), "model", model.Name())
	return in.guarded(s, model), nil
}

// guarded asks model within the budgets of the settings.
func (in *instance) guarded(s *store.Store, model analysis.Model) *jobs.Modeler {
	c := in.config
	return &jobs.Modeler{Store: s, Model: analysis.NewGuard(model),
		Budget: store.ModelBudget{UserCalls: c.ModelCalls, UserTokens: c.ModelTokens, ClassCalls: c.ModelClassCalls, ClassTokens: c.ModelClassTokens}}
}

func languageModel(in *instance) (analysis.Model, error) {
	c := in.config
	switch {
	case c.GeminiKey != "":
		return gemini.New(in, c.GeminiKey.Reveal(), c.ModelURL, c.Model)
	case c.ModelURL != "":
		return openai.New(c.ModelURL, c.ModelKey.Reveal(), c.Model), nil
	}
	return nil, nil
}

// newPlanner returns who reads questions about code with Gemini; nil without its key.
func newPlanner(in *instance, s *store.Store) (search.Planner, error) {
	c := in.config
	if c.GeminiKey == "" {
		return nil, nil
	}
	model, err := gemini.New(in, c.GeminiKey.Reveal(), c.ModelURL, c.PlanModel)
	if err != nil {
		return nil, err
	}
	return &jobs.Planner{Model: model, Modeler: in.guarded(s, model)}, nil
}

// newEmbedder returns what compares by meaning with Gemini.
func newEmbedder(in *instance, s *store.Store) (search.Embedder, error) {
	c := in.config
	model, err := gemini.New(in, c.GeminiKey.Reveal(), c.ModelURL, c.EmbeddingModel)
	if err != nil {
		return nil, err
	}
	in.logger.Info("a model compares code for the search", "provider", model.Provider(), "model", model.Name())
	return &jobs.Embedder{Model: model, Modeler: in.guarded(s, model)}, nil
}
