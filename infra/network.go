package main

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// network is a VPC with three kinds of subnets in each zone: public ones for the
// load balancer and the way out, app ones for servers and workers, data ones for
// the database, which has no way out at all.
type network struct {
	pulumi.ResourceState
	vpc                                             *ec2.Vpc
	public, app, data                               pulumi.StringArray
	edgeGroup, webGroup, workerGroup, databaseGroup *ec2.SecurityGroup
}

func newNetwork(ctx *pulumi.Context, s *settings) (*network, error) {
	n := &network{}
	if err := ctx.RegisterComponentResource("coderemote:aws:Network", "network", n); err != nil {
		return nil, err
	}
	in := pulumi.Parent(n)
	var err error
	if n.vpc, err = ec2.NewVpc(ctx, "vpc", &ec2.VpcArgs{
		CidrBlock: pulumi.String("10.20.0.0/16"), EnableDnsHostnames: pulumi.Bool(true), EnableDnsSupport: pulumi.Bool(true), Tags: s.tags,
	}, in); err != nil {
		return nil, err
	}
	if err := n.subnets(ctx, s, in); err != nil {
		return nil, err
	}
	return n, n.groups(ctx, s, in)
}

func (n *network) subnets(ctx *pulumi.Context, s *settings, in pulumi.ResourceOption) error {
	gateway, err := ec2.NewInternetGateway(ctx, "internet", &ec2.InternetGatewayArgs{VpcId: n.vpc.ID(), Tags: s.tags}, in)
	if err != nil {
		return err
	}
	public, err := n.routes(ctx, s, "public", &ec2.RouteTableRouteArgs{CidrBlock: pulumi.String("0.0.0.0/0"), GatewayId: gateway.ID()}, in)
	if err != nil {
		return err
	}
	data, err := n.routes(ctx, s, "data", nil, in)
	if err != nil {
		return err
	}
	var app *ec2.RouteTable
	for zone := range s.zones {
		id, err := n.subnet(ctx, s, "public", zone, 0, public, in)
		if err != nil {
			return err
		}
		n.public = append(n.public, id)
		// Production has a way out in each zone; elsewhere one is enough.
		if zone == 0 || s.protect {
			if app, err = n.wayOut(ctx, s, zone, id, in); err != nil {
				return err
			}
		}
		if id, err = n.subnet(ctx, s, "app", zone, 16, app, in); err != nil {
			return err
		}
		n.app = append(n.app, id)
		if id, err = n.subnet(ctx, s, "data", zone, 32, data, in); err != nil {
			return err
		}
		n.data = append(n.data, id)
	}
	return nil
}

func (n *network) routes(ctx *pulumi.Context, s *settings, name string, route *ec2.RouteTableRouteArgs, in pulumi.ResourceOption) (*ec2.RouteTable, error) {
	args := &ec2.RouteTableArgs{VpcId: n.vpc.ID(), Tags: s.tags}
	if route != nil {
		args.Routes = ec2.RouteTableRouteArray{route}
	}
	return ec2.NewRouteTable(ctx, name, args, in)
}

func (n *network) wayOut(ctx *pulumi.Context, s *settings, zone int, public pulumi.StringInput, in pulumi.ResourceOption) (*ec2.RouteTable, error) {
	address, err := ec2.NewEip(ctx, fmt.Sprintf("nat-%d", zone), &ec2.EipArgs{Domain: pulumi.String("vpc"), Tags: s.tags}, in)
	if err != nil {
		return nil, err
	}
	nat, err := ec2.NewNatGateway(ctx, fmt.Sprintf("nat-%d", zone), &ec2.NatGatewayArgs{AllocationId: address.ID(), SubnetId: public, Tags: s.tags}, in)
	if err != nil {
		return nil, err
	}
	return n.routes(ctx, s, fmt.Sprintf("app-%d", zone), &ec2.RouteTableRouteArgs{CidrBlock: pulumi.String("0.0.0.0/0"), NatGatewayId: nat.ID()}, in)
}

func (n *network) subnet(ctx *pulumi.Context, s *settings, kind string, zone, offset int, table *ec2.RouteTable, in pulumi.ResourceOption) (pulumi.StringInput, error) {
	name := fmt.Sprintf("%s-%d", kind, zone)
	subnet, err := ec2.NewSubnet(ctx, name, &ec2.SubnetArgs{
		VpcId: n.vpc.ID(), CidrBlock: pulumi.Sprintf("10.20.%d.0/24", offset+zone), AvailabilityZone: pulumi.Sprintf("%s%c", s.region, 'a'+rune(zone)), Tags: s.tags,
	}, in)
	if err != nil {
		return nil, err
	}
	_, err = ec2.NewRouteTableAssociation(ctx, name, &ec2.RouteTableAssociationArgs{SubnetId: subnet.ID(), RouteTableId: table.ID()}, in)
	return subnet.ID().ToStringOutput(), err
}

// groups says who may talk to whom: the world to the load balancer, that to the
// web servers, they and the workers to the database, and nobody to a worker.
func (n *network) groups(ctx *pulumi.Context, s *settings, in pulumi.ResourceOption) (err error) {
	world := pulumi.StringArray{pulumi.String("0.0.0.0/0")}
	out := ec2.SecurityGroupEgressArray{&ec2.SecurityGroupEgressArgs{Protocol: pulumi.String("-1"), FromPort: pulumi.Int(0), ToPort: pulumi.Int(0), CidrBlocks: world}}
	group := func(name, description string, egress ec2.SecurityGroupEgressArray, ingress ...ec2.SecurityGroupIngressInput) (*ec2.SecurityGroup, error) {
		return ec2.NewSecurityGroup(ctx, name, &ec2.SecurityGroupArgs{
			VpcId: n.vpc.ID(), Description: pulumi.String(description), Ingress: ec2.SecurityGroupIngressArray(ingress), Egress: egress, Tags: s.tags}, in)
	}
	port := func(number int, from pulumi.StringArray, groups ...pulumi.StringInput) ec2.SecurityGroupIngressInput {
		return &ec2.SecurityGroupIngressArgs{Protocol: pulumi.String("tcp"), FromPort: pulumi.Int(number), ToPort: pulumi.Int(number), CidrBlocks: from, SecurityGroups: pulumi.StringArray(groups)}
	}
	if n.edgeGroup, err = group("edge", "The load balancer, for the world", out, port(443, world), port(80, world)); err != nil {
		return err
	}
	if n.webGroup, err = group("web", "Web servers, for the load balancer", out, port(8080, nil, n.edgeGroup.ID())); err != nil {
		return err
	}
	if n.workerGroup, err = group("worker", "Workers, for nobody", out); err != nil {
		return err
	}
	n.databaseGroup, err = group("database", "PostgreSQL, for web servers and workers", nil, port(5432, nil, n.webGroup.ID(), n.workerGroup.ID()))
	return err
}
