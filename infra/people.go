package main

import (
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/cognito"
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/secretsmanager"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// people is a Cognito user pool as an OpenID Connect issuer.
type people struct {
	pulumi.ResourceState
	pool   *cognito.UserPool
	client *cognito.UserPoolClient
	secret *secretsmanager.Secret // of the client
}

func newPeople(ctx *pulumi.Context, s *settings) (*people, error) {
	p := &people{}
	if err := ctx.RegisterComponentResource("coderemote:aws:People", "people", p); err != nil {
		return nil, err
	}
	in := pulumi.Parent(p)
	protection := "INACTIVE"
	if s.protect {
		protection = "ACTIVE"
	}
	var err error
	if p.pool, err = cognito.NewUserPool(ctx, "people", &cognito.UserPoolArgs{
		Name: pulumi.String(s.name("people")), UsernameAttributes: pulumi.ToStringArray([]string{"email"}), AutoVerifiedAttributes: pulumi.ToStringArray([]string{"email"}),
		MfaConfiguration: pulumi.String("OPTIONAL"), SoftwareTokenMfaConfiguration: &cognito.UserPoolSoftwareTokenMfaConfigurationArgs{Enabled: pulumi.Bool(true)},
		PasswordPolicy:        &cognito.UserPoolPasswordPolicyArgs{MinimumLength: pulumi.Int(12), TemporaryPasswordValidityDays: pulumi.Int(7)},
		AdminCreateUserConfig: &cognito.UserPoolAdminCreateUserConfigArgs{AllowAdminCreateUserOnly: pulumi.Bool(true)},
		DeletionProtection:    pulumi.String(protection), Tags: s.tags,
	}, in, pulumi.Protect(s.protect)); err != nil {
		return nil, err
	}
	if _, err := cognito.NewUserPoolDomain(ctx, "people", &cognito.UserPoolDomainArgs{UserPoolId: p.pool.ID(), Domain: pulumi.String(s.name("login"))}, in); err != nil {
		return nil, err
	}
	if p.client, err = cognito.NewUserPoolClient(ctx, "web", &cognito.UserPoolClientArgs{
		UserPoolId: p.pool.ID(), GenerateSecret: pulumi.Bool(true), AllowedOauthFlowsUserPoolClient: pulumi.Bool(true),
		AllowedOauthFlows: pulumi.ToStringArray([]string{"code"}), AllowedOauthScopes: pulumi.ToStringArray([]string{"openid", "email", "profile"}),
		CallbackUrls: pulumi.ToStringArray([]string{"https://" + s.domain + callbackPath}), LogoutUrls: pulumi.ToStringArray([]string{"https://" + s.domain + "/"}),
		SupportedIdentityProviders: pulumi.ToStringArray([]string{"COGNITO"}), PreventUserExistenceErrors: pulumi.String("ENABLED"), EnableTokenRevocation: pulumi.Bool(true),
	}, in); err != nil {
		return nil, err
	}
	p.secret, err = newSecret(ctx, s, "oidc-client-secret", p.client.ClientSecret, in)
	return p, err
}

// issuer is what the tokens of the pool name.
func (p *people) issuer(s *settings) pulumi.StringOutput {
	return pulumi.Sprintf("https://cognito-idp.%s.amazonaws.com/%s", s.region, p.pool.ID())
}
